package io.isobar.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/**
 * The PUBACKs of one connection that are not sent yet. They come one by one from any thread, and go together: the thread of the
 * connection sends all that have come meanwhile by one write, for a system call costs more than handling a message.
 */
final class PendingAcks {

    /** A PUBACK that says nothing but success: its type, the length of the rest, and the packet identifier. */
    private static final int PUBACK = 0x4002_0000;

    private final Channel channel;
    private ByteBuf acks;
    private boolean sending;
    private boolean closed;

    PendingAcks(Channel channel) {
        this.channel = channel;
        this.acks = channel.alloc().buffer();
    }

    /** Sends it soon, unless the connection is down. */
    void add(int packetId) {
        synchronized (this) {
            if (closed) return;
            acks.writeInt(PUBACK | packetId);
            if (sending) return;
            sending = true;
        }
        channel.eventLoop().execute(this::send);
    }

    /** On the thread of the connection. */
    void send() {
        ByteBuf all;
        synchronized (this) {
            sending = false;
            if (closed || !acks.isReadable()) return;
            all = acks;
            acks = channel.alloc().buffer();
        }
        channel.writeAndFlush(all, channel.voidPromise());
    }

    /** The connection is down: there is nobody to tell. */
    synchronized void close() {
        if (!closed) acks.release();
        closed = true;
    }
}
