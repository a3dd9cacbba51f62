package io.isobar.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Looks through the properties of a PUBLISH (MQTT 5, section 3.3.2.3) for those that a request has; makes no objects of others. */
final class PublishProperties {

    private static final int PAYLOAD_FORMAT = 0x01;
    private static final int MESSAGE_EXPIRY = 0x02;
    private static final int CONTENT_TYPE = 0x03;
    private static final int RESPONSE_TOPIC = 0x08;
    private static final int CORRELATION_DATA = 0x09;
    private static final int SUBSCRIPTION_IDENTIFIER = 0x0b;
    private static final int TOPIC_ALIAS = 0x23;
    private static final int USER_PROPERTY = 0x26;

    private PublishProperties() {}

    /**
     * Reads them, all of them.
     *
     * @param length in bytes, which are all there
     * @return null if there is none of the two
     * @throws CorruptedFrameException if they are none, or do not end with the last of the bytes
     */
    static @Nullable ReplyTo replyTo(ByteBuf in, int length) {
        int end = in.readerIndex() + length;
        String topic = null;
        byte[] correlation = null;
        while (in.readerIndex() < end) {
            switch (in.readUnsignedByte()) {
                case PAYLOAD_FORMAT -> skip(in, 1, end);
                case TOPIC_ALIAS -> skip(in, 2, end);
                case MESSAGE_EXPIRY -> skip(in, 4, end);
                case SUBSCRIPTION_IDENTIFIER -> number(in, end);
                case CONTENT_TYPE -> skip(in, lengthOf(in, end), end);
                case USER_PROPERTY -> {
                    skip(in, lengthOf(in, end), end);
                    skip(in, lengthOf(in, end), end);
                }
                case RESPONSE_TOPIC -> topic = new String(bytes(in, end), StandardCharsets.UTF_8);
                case CORRELATION_DATA -> correlation = bytes(in, end);
                default -> throw new CorruptedFrameException("a PUBLISH with a property that it must not have");
            }
        }
        return topic == null && correlation == null ? null : new ReplyTo(topic, correlation);
    }

    private static byte[] bytes(ByteBuf in, int end) {
        int length = lengthOf(in, end);
        check(in, length, end);
        byte[] bytes = new byte[length];
        in.readBytes(bytes);
        return bytes;
    }

    private static int lengthOf(ByteBuf in, int end) {
        check(in, 2, end);
        return in.readUnsignedShort();
    }

    private static void number(ByteBuf in, int end) {
        boolean there = PublishDecoder.number(in) != PublishDecoder.NOT_THERE;
        if (!there || in.readerIndex() > end) throw tooShort();
    }

    private static void skip(ByteBuf in, int bytes, int end) {
        check(in, bytes, end);
        in.skipBytes(bytes);
    }

    private static void check(ByteBuf in, int bytes, int end) {
        if (end - in.readerIndex() < bytes) throw tooShort();
    }

    private static CorruptedFrameException tooShort() {
        return new CorruptedFrameException("a PUBLISH whose properties are too short for what they say");
    }
}
