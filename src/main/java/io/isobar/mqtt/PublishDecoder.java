package io.isobar.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads PUBLISH packets (MQTT 5, section 3.3) right out of what has come, and leaves all others to Netty's decoder. That one
 * makes ten objects of a PUBLISH, more garbage than all that Isobar makes of the message, and takes longer for it than the whole
 * way of the message to its line.
 */
final class PublishDecoder extends ByteToMessageDecoder {

    /** Takes a message on the thread of the connection. */
    interface Handler {

        /**
         * @param replyTo null if the message says neither where to reply nor what to send back
         * @param packetId 0 for a message of QoS 0
         */
        void handle(String topic, byte[] payload, @Nullable ReplyTo replyTo, int packetId);
    }

    private static final int PUBLISH = 3;
    /** Of a number of at most four bytes, each with seven bits of it and the lowest ones first. */
    private static final int LONGEST_NUMBER = 4;

    static final int NOT_THERE = -1;
    private static final int LONGEST_TOPIC = 65_535;

    private final Handler handler;
    private byte[] topicBytes = new byte[0];
    private String topic = "";

    PublishDecoder(Handler handler) {
        this.handler = handler;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        int start = in.readerIndex();
        if (!in.isReadable(2)) return;
        int first = in.readUnsignedByte();
        int length = number(in);
        if (length == NOT_THERE || !in.isReadable(length)) {
            in.readerIndex(start);
        } else if (first >> 4 == PUBLISH) {
            publish(first, in, in.readerIndex() + length);
        } else {
            int end = in.readerIndex() + length;
            in.readerIndex(start);
            out.add(in.readRetainedSlice(end - start));
        }
    }

    private void publish(int first, ByteBuf in, int end) {
        int qos = first >> 1 & 3;
        if (qos > 1) throw new CorruptedFrameException("a message of QoS " + qos + ", which was not asked for");
        int shortest = qos == 0 ? 1 : 3;
        int topicLength = end - in.readerIndex() < 2 ? LONGEST_TOPIC : in.readUnsignedShort();
        if (end - in.readerIndex() - topicLength < shortest)
            throw new CorruptedFrameException("a PUBLISH that is too short for its topic");
        String of = topic(in, topicLength);
        int packetId = qos == 0 ? 0 : in.readUnsignedShort();
        if (qos == 1 && packetId == 0) throw new CorruptedFrameException("a message without a packet identifier");
        int properties = number(in);
        int payload = end - in.readerIndex() - properties;
        if (properties == NOT_THERE || payload < 0) {
            throw new CorruptedFrameException("a PUBLISH that is too short for its properties");
        }
        ReplyTo replyTo = properties == 0 ? null : PublishProperties.replyTo(in, properties);
        byte[] bytes = new byte[payload];
        in.readBytes(bytes);
        handler.handle(of, bytes, replyTo, packetId);
    }

    /** Most messages have the topic of the one before. */
    private String topic(ByteBuf in, int length) {
        boolean same = length == topicBytes.length;
        for (int i = 0; same && i < length; i++) same = topicBytes[i] == in.getByte(in.readerIndex() + i);
        if (same) {
            in.skipBytes(length);
        } else {
            topicBytes = new byte[length];
            in.readBytes(topicBytes);
            topic = new String(topicBytes, StandardCharsets.UTF_8);
        }
        return topic;
    }

    /** Not there if its last byte has not come yet. */
    static int number(ByteBuf in) {
        int number = 0;
        for (int i = 0; i < LONGEST_NUMBER; i++) {
            if (!in.isReadable()) return NOT_THERE;
            int next = in.readUnsignedByte();
            number |= (next & 0x7f) << 7 * i;
            if (next < 0x80) return number;
        }
        throw new CorruptedFrameException("a number of more than four bytes");
    }
}
