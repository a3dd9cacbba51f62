package io.isobar.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * Buffers on the heap for all that is read and written: payloads end up there in any case, and each look into a buffer outside of
 * it makes an object where Netty may not use Unsafe. One arena in pieces of 256 KiB: by default there is one for each of twice the
 * cores, in pieces of 4 MiB, and in a small heap three of those are what decides how often it is collected.
 */
final class HeapBuffers extends PooledByteBufAllocator {

    static final HeapBuffers SHARED = new HeapBuffers();

    private static final int PAGE = 8 << 10;
    /** Binary orders of magnitude from a page to a piece. */
    private static final int ORDER = 5;

    private HeapBuffers() {
        super(false, 1, 0, PAGE, ORDER);
    }

    @Override
    public ByteBuf ioBuffer() {
        return heapBuffer();
    }

    @Override
    public ByteBuf ioBuffer(int initialCapacity) {
        return heapBuffer(initialCapacity);
    }

    @Override
    public ByteBuf ioBuffer(int initialCapacity, int maxCapacity) {
        return heapBuffer(initialCapacity, maxCapacity);
    }
}
