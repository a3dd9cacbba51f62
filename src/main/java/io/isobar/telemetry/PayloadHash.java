package io.isobar.telemetry;

import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** 64 bits that depend on nothing but the bytes of a payload, so that they are the same in every process and for ever. */
public final class PayloadHash {

    private PayloadHash() {}

    public static long of(byte[] payload) {
        // By their own types and not as checksums: so the compiler sees that they need not be made at all.
        CRC32C castagnoli = new CRC32C();
        castagnoli.update(payload, 0, payload.length);
        CRC32 ethernet = new CRC32();
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
