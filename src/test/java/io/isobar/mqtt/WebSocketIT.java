package io.isobar.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.embedded.EmbeddedHiveMQ;
import io.isobar.local.Ports;
import io.isobar.pipeline.Secret;
import io.isobar.tls.Tls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** MQTT over WebSocket, which Debian's mosquitto does not speak, against HiveMQ. */
class WebSocketIT {

    private static final int PORT = Ports.free();

    @TempDir
    static Path folder;

    private static EmbeddedHiveMQ broker;

    @BeforeAll
    static void startBroker() throws Exception {
        Path configuration = Files.createDirectories(folder.resolve("conf"));
        Files.writeString(configuration.resolve("config.xml"), """
                <hivemq>
                  <listeners><websocket-listener>
                    <port>%d</port><bind-address>127.0.0.1</bind-address><path>/mqtt</path>
                    <subprotocols><subprotocol>mqtt</subprotocol></subprotocols>
                  </websocket-listener></listeners>
                  <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
                </hivemq>
                """.formatted(PORT));
        broker = EmbeddedHiveMQ.builder()
                .withConfigurationFolder(configuration)
                .withDataFolder(Files.createDirectories(folder.resolve("data")))
                .withExtensionsFolder(Files.createDirectories(folder.resolve("extensions")))
                .withoutLoggingBootstrap()
                .build();
        broker.start().get();
    }

    @AfterAll
    static void stopBroker() throws Exception {
        broker.stop().get();
    }

    static Stream<MqttSession.Factory> clients() {
        return Stream.of(NettySession::new, PahoSession::new);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void publishAndReceive_shortAndLong_isTheSame(MqttSession.Factory client) throws Exception {
        Queue<byte[]> received = new ConcurrentLinkedQueue<>();
        MqttSession session = client.session(settings(), (from, topic, payload, replyTo, acknowledgement) -> {
            received.add(payload);
            acknowledgement.acknowledge();
        });
        try {
            session.connect(100);
            session.subscribe(new Subscription(List.of(new TopicFilter("/pressure/data")), true, ""));
            for (int length : List.of(1, 125, 126, 65_535, 65_536, 200_000)) {
                session.publish("/pressure/data", new byte[length]);
            }

            await().atMost(Duration.ofMinutes(1)).until(() -> received.size() == 6);
            assertThat(received)
                    .extracting(payload -> payload.length)
                    .containsExactly(1, 125, 126, 65_535, 65_536, 200_000);
        } finally {
            session.disconnect();
        }
    }

    private static ConnectSettings settings() {
        return new ConnectSettings(
                "ws://127.0.0.1:" + PORT + "/mqtt",
                "client",
                true,
                Duration.ZERO,
                Duration.ofSeconds(30),
                "",
                new Secret(""),
                Tls.ofTheJvm("none"),
                "");
    }
}
