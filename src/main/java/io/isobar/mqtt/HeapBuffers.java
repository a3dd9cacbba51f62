package io.isobar.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * Buffers on the heap for all that is read and written: payloads end up there in any case, and each look into a buffer outside of
 * it makes an object where Netty may not use Unsafe.
 */
final class HeapBuffers extends PooledByteBufAllocator {

    static final HeapBuffers SHARED = new HeapBuffers();

    private HeapBuffers() {
        super(false);
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
