package io.isobar.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishDecoderTest {

    private record Message(String topic, String payload, int packetId) {}

    private final List<Message> messages = new ArrayList<>();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new PublishDecoder((topic, payload, replyTo, packetId) ->
                    messages.add(new Message(topic, new String(payload, StandardCharsets.ISO_8859_1), packetId))));

    /** Made by Netty's encoder, and cut at random places. */
    @Test
    void decode_packetsInAnyPieces_areTheMessagesThatWereEncoded() {
        Random random = new Random(7);
        List<Message> sent = new ArrayList<>();
        ByteBuf bytes = Unpooled.buffer();
        for (int i = 0; i < 2_000; i++) {
            Message message = new Message(
                    random.nextBoolean() ? "/pressure/data" : "é/" + random.nextInt(3),
                    "x".repeat(random.nextInt(random.nextInt(100) == 0 ? 20_000 : 200)),
                    random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(65_535));
            sent.add(message);
            bytes.writeBytes(encoded(message, random));
        }

        while (bytes.isReadable()) {
            int length = Math.min(bytes.readableBytes(), 1 + random.nextInt(random.nextBoolean() ? 5 : 5_000));
            channel.writeInbound(bytes.readBytes(length));
        }

        assertThat(messages).isEqualTo(sent);
        assertThat(channel.inboundMessages()).isEmpty();
    }

    @Test
    void decode_otherPackets_areLeftToTheNextHandlerWhole() {
        String pingResponse = "d000";
        String subAck = "90040001" + "00" + "01";
        channel.writeInbound(bytes(pingResponse + subAck.substring(0, 6)));
        channel.writeInbound(bytes(subAck.substring(6)));

        assertThat(hex(channel.readInbound())).isEqualTo(pingResponse);
        assertThat(hex(channel.readInbound())).isEqualTo(subAck);
        assertThat(messages).isEmpty();
    }

    /** QoS 2 and 3; too short for the topic's length, the topic, the identifier, the properties; no identifier; a long length. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "3405000161000a00",
                "3605000161000a00",
                "3000",
                "300100",
                "3003000261",
                "320400016100",
                "3206000161000a05",
                "3206000161000000",
                "30ffffffff01"
            })
    void decode_whatIsNoPublish_isRefused(String hex) {
        assertThatThrownBy(() -> channel.writeInbound(bytes(hex + "d000d000d000")))
                .isInstanceOf(CorruptedFrameException.class);
        assertThat(messages).isEmpty();
    }

    private static byte[] encoded(Message message, Random random) {
        MqttProperties properties = new MqttProperties();
        if (random.nextInt(4) == 0) properties.add(new UserProperty("name", "v".repeat(random.nextInt(300))));
        if (random.nextInt(4) == 0) {
            properties.add(new StringProperty(MqttProperties.CONTENT_TYPE, "application/json"));
        }
        EmbeddedChannel encoder = new EmbeddedChannel(MqttEncoder.INSTANCE);
        // By this the encoder knows the version.
        encoder.writeOutbound(MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_5)
                .clientId("c")
                .build());
        encoder.releaseOutbound();
        encoder.writeOutbound(MqttMessageBuilders.publish()
                .topicName(message.topic())
                .qos(message.packetId() == 0 ? MqttQoS.AT_MOST_ONCE : MqttQoS.AT_LEAST_ONCE)
                .messageId(message.packetId())
                .properties(properties)
                .payload(Unpooled.copiedBuffer(message.payload(), StandardCharsets.ISO_8859_1))
                .build());
        ByteBuf packet = encoder.readOutbound();
        byte[] bytes = new byte[packet.readableBytes()];
        packet.readBytes(bytes);
        return bytes;
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
    }

    private static String hex(ByteBuf bytes) {
        byte[] all = new byte[bytes.readableBytes()];
        bytes.readBytes(all);
        return HexFormat.of().formatHex(all);
    }
}
