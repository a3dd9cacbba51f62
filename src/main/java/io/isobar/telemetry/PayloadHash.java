package io.isobar.telemetry;

import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** 64 bits that depend on nothing but the bytes of a payload, so that they are the same in every process and for ever. */
public final class PayloadHash {

    private static final ThreadLocal<PayloadHash> OF_THREAD = ThreadLocal.withInitial(PayloadHash::new);

    private final CRC32C castagnoli = new CRC32C();
    private final CRC32 ethernet = new CRC32();

    private PayloadHash() {}

    public static long of(byte[] payload) {
        return OF_THREAD.get().hash(payload);
    }

    private long hash(byte[] payload) {
        castagnoli.reset();
        castagnoli.update(payload, 0, payload.length);
        ethernet.reset();
        ethernet.update(payload, 0, payload.length);
        return mix(castagnoli.getValue() << 32 | ethernet.getValue());
    }

    /** Checksums of similar payloads are similar; this is the finalizer of Stafford's variant 13 (used by SplitMix64). */
    public static long mix(long bits) {
        long a = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }
}
