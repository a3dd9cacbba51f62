package io.isobar.telemetry;

import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** 64 bits that depend on nothing but the bytes of a payload, so that they are the same in every process and for ever. */
public final class PayloadHash {

    private PayloadHash() {}

    public static long of(byte[] payload) {
        return mix(sum(new CRC32C(), payload) << 32 | sum(new CRC32(), payload));
    }

    private static long sum(Checksum checksum, byte[] payload) {
        checksum.update(payload, 0, payload.length);
        return checksum.getValue();
    }

    /** Checksums of similar payloads are similar; this is the finalizer of Stafford's variant 13 (used by SplitMix64). */
    public static long mix(long bits) {
        long a = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }
}
