package io.isobar.route;

import java.io.InputStream;

/** The bytes of one message, and then of the next one: it ends with each of them, and goes on when it is given another. */
final class MessageStream extends InputStream {

    private byte[] message = new byte[0];
    private int from;
    private int to;
    private long taken;

    /** Of the message before nothing is left. */
    void next(byte[] message, int length) {
        this.message = message;
        this.from = 0;
        this.to = length;
        this.taken += length;
    }

    boolean isRead() {
        return from == to;
    }

    /** In bytes, of all messages. */
    long taken() {
        return taken;
    }

    @Override
    public int read() {
        return from < to ? message[from++] & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        int count = Math.min(length, to - from);
        if (count == 0) return -1;
        System.arraycopy(message, from, buffer, offset, count);
        from += count;
        return count;
    }
}
