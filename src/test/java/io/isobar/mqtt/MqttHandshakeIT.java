package io.isobar.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.isobar.local.CertificateAuthority;
import io.isobar.local.Mosquitto;
import io.isobar.local.Ports;
import io.isobar.pipeline.Secret;
import io.isobar.tls.TestBundle;
import io.isobar.tls.Tls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What both clients say in a TLS handshake, and what is said of one that fails. */
class MqttHandshakeIT {

    @TempDir
    static Path folder;

    private static CertificateAuthority ca;
    private static CertificateAuthority otherCa;

    @BeforeAll
    static void issue() {
        ca = CertificateAuthority.make(folder.resolve("ca"), "ca");
        ca.issue(folder, "server");
        ca.issue(folder, "client");
        ca.issue(folder, "late", -1);
        otherCa = CertificateAuthority.make(folder.resolve("other"), "other-ca");
        otherCa.issue(folder, "stranger");
    }

    static Stream<MqttSession.Factory> clients() {
        return Stream.of(NettySession::new, PahoSession::new);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void connect_withTheRightCertificate_isAccepted(MqttSession.Factory client) throws Exception {
        try (Mosquitto broker = broker("server")) {
            MqttSession session = session(client, broker.port(), trusting(ca, "client"));

            assertThat(session.connect(10)).isFalse();
            session.drop();
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void connect_withACertificateOfAnotherCa_saysWhichWasShown(MqttSession.Factory client) {
        try (Mosquitto broker = broker("server")) {
            assertThat(failure(client, broker.port(), trusting(ca, "stranger")))
                    .contains("it was shown the client certificate CN=stranger, issued by CN=other-ca, valid until 20")
                    .endsWith("(see isobar.mqtt.ssl-bundle)");
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void connect_withAnExpiredCertificate_saysThatItHasExpired(MqttSession.Factory client) {
        try (Mosquitto broker = broker("server")) {
            assertThat(failure(client, broker.port(), trusting(ca, "late")))
                    .contains("it was shown the client certificate CN=late, issued by CN=ca, which has expired on 20");
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void connect_withoutACertificate_saysSo(MqttSession.Factory client) {
        try (Mosquitto broker = broker("server")) {
            assertThat(failure(
                            client,
                            broker.port(),
                            TestBundle.of(ca.certificate()).tls()))
                    .contains("it was shown no client certificate (see isobar.mqtt.ssl-bundle)");
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void connect_toABrokerOfAnotherCa_isRefused(MqttSession.Factory client) {
        try (Mosquitto broker = broker("server")) {
            assertThat(failure(client, broker.port(), trusting(otherCa, "client")))
                    .isEqualTo("its certificate is signed by no CA that is trusted (see isobar.mqtt.ssl-bundle)");
            assertThat(failure(client, broker.port(), Tls.ofTheJvm("isobar.mqtt.ssl-bundle")))
                    .isEqualTo("its certificate is signed by no CA that is trusted (see isobar.mqtt.ssl-bundle)");
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void connect_toABrokerWhoseCertificateHasExpired_isRefused(MqttSession.Factory client) {
        try (Mosquitto broker = broker("late")) {
            assertThat(failure(client, broker.port(), trusting(ca, "client")))
                    .startsWith("its certificate has expired: ");
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void connect_toABrokerOfAnotherName_isRefused(MqttSession.Factory client) {
        try (Mosquitto broker = broker("server")) {
            MqttSession session =
                    client.session(settings("ssl://127.0.0.1:" + broker.port(), trusting(ca, "client"), ""), nobody());

            assertThat(why(session, trusting(ca, "client"))).startsWith("its certificate is not that of this host: ");
        }
    }

    /** AWS IoT Core finds out by it whose endpoint is meant. */
    @ParameterizedTest
    @MethodSource("clients")
    void connect_toAnyHost_namesItBySni(MqttSession.Factory client) throws Exception {
        try (OpenSsl server = new OpenSsl("-servername localhost -cert2 server.crt -key2 server.key")) {
            server.awaitSaying(
                    session(client, server.port, trusting(ca, "client")), "Hostname in TLS extension: \"localhost\"");
        }
    }

    /** As AWS IoT Core wants it on port 443, where it speaks HTTP too. */
    @Test
    void connect_withAlpn_namesTheProtocol() throws Exception {
        try (OpenSsl server = new OpenSsl("-alpn http/1.1,x-amzn-mqtt-ca")) {
            ConnectSettings settings =
                    settings("ssl://localhost:" + server.port, trusting(ca, "client"), "x-amzn-mqtt-ca");
            server.awaitSaying(new NettySession(settings, nobody()), "ALPN protocols selected: x-amzn-mqtt-ca");
        }
    }

    /** A peer that is not of Java's making, speaks no MQTT, and tells what it was asked for. */
    private static final class OpenSsl implements AutoCloseable {

        private final int port = Ports.free();
        private final Path output = folder.resolve("s_server-" + port);
        private final Process process;

        /** @param options what it is to look for */
        OpenSsl(String options) throws Exception {
            String command = "exec openssl s_server -accept 127.0.0.1:" + port + " -cert server.crt -key server.key ";
            process = new ProcessBuilder("bash", "-c", command + options)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            await().atMost(Duration.ofMinutes(1)).until(() -> Ports.answers(port));
        }

        void awaitSaying(MqttSession session, String what) {
            Thread.ofVirtual().start(() -> catchThrowable(() -> session.connect(10)));
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Files.readString(output).contains(what));
            session.drop();
        }

        @Override
        public void close() throws Exception {
            process.destroyForcibly().waitFor();
        }
    }

    private static Tls trusting(CertificateAuthority authority, String own) {
        return TestBundle.of(folder, own, authority.certificate()).tls();
    }

    private static String failure(MqttSession.Factory client, int port, Tls tls) {
        return why(session(client, port, tls), tls);
    }

    /** As the connection says it. */
    private static String why(MqttSession session, Tls tls) {
        Throwable failure = catchThrowable(() -> session.connect(10));
        session.drop();
        assertThat(failure).isInstanceOf(MqttFailure.class);
        return tls.reason(failure, MqttFailure.reason(failure));
    }

    private static MqttSession session(MqttSession.Factory client, int port, Tls tls) {
        return client.session(settings("ssl://localhost:" + port, tls, ""), nobody());
    }

    private static MqttSession.Handler nobody() {
        return (from, topic, payload, replyTo, acknowledgement) -> {};
    }

    private static ConnectSettings settings(String url, Tls tls, String alpn) {
        return new ConnectSettings(
                url, "client", true, Duration.ZERO, Duration.ofSeconds(30), "", new Secret(""), tls, alpn);
    }

    private static Mosquitto broker(String certificate) {
        int port = Ports.free();
        String settings = """
                listener %1$d 127.0.0.1
                allow_anonymous true
                cafile %2$s
                certfile %3$s/%4$s.crt
                keyfile %3$s/%4$s.key
                require_certificate true
                """;
        return Mosquitto.start(folder, port, settings.formatted(port, ca.certificate(), folder, certificate));
    }
}
