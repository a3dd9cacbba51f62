package io.isobar.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.pipeline.Secret;
import io.isobar.tls.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NettySessionIT extends MqttSessionContract {

    private static final byte[] CONNACK = HexFormat.of().parseHex("2003000000");
    private static final byte[] PUBLISH = HexFormat.of().parseHex("300500016100" + "78");

    @Override
    MqttSession.Factory sessions() {
        return NettySession::new;
    }

    /** Behind a large window the answer to a ping comes late, while messages come all the time. */
    @Test
    void messages_withoutAnAnswerToAnyPing_areASignOfLife() throws Exception {
        AtomicInteger received = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread broker = Thread.ofVirtual().start(() -> publishOnly(server, 60));
            MqttSession session = new NettySession(
                    settings(server.getLocalPort()), (from, topic, payload, replyTo, acknowledgement) -> {
                        received.incrementAndGet();
                        acknowledgement.acknowledge();
                    });
            session.connect(10);
            broker.join();

            assertThat(session.awaitEnd()).isEqualTo("the broker closed it");
            assertThat(received).hasValue(60);
        }
    }

    private static void publishOnly(ServerSocket server, int messages) {
        try (Socket socket = server.accept()) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            in.read(new byte[1_000]);
            out.write(CONNACK);
            for (int i = 0; i < messages; i++) {
                out.write(PUBLISH);
                Thread.sleep(50);
            }
            // Closed with pings in it that were not read, the connection would be reset.
            in.readNBytes(in.available());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ConnectSettings settings(int port) {
        return new ConnectSettings(
                "tcp://127.0.0.1:" + port,
                "client",
                true,
                Duration.ZERO,
                Duration.ofSeconds(1),
                "",
                new Secret(""),
                Tls.ofTheJvm("none"),
                "");
    }
}
