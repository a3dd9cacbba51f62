package io.isobar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.local.CertificateAuthority;
import io.isobar.local.Http;
import io.isobar.local.Influxd;
import io.isobar.local.Isobar;
import io.isobar.local.Mosquitto;
import io.isobar.local.MosquittoPub;
import io.isobar.local.Ports;
import io.isobar.local.RealServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker that speaks TLS only, knows its clients by their certificates, and wants a password as well. */
class MqttTlsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @RegisterExtension
    static final RealServer<Influxd> INFLUXD = RealServer.of(Influxd::start);

    @TempDir
    Path folder;

    private final int tls = Ports.free();
    private final int plain = Ports.free();
    private final String database = "tls" + tls;
    private CertificateAuthority ca;
    private Path ours;
    private Path brokers;
    private Map<String, String> settings;

    @BeforeEach
    void makeCertificatesAndSettings() throws Exception {
        ours = Files.createDirectories(folder.resolve("ours"));
        brokers = Files.createDirectories(folder.resolve("brokers"));
        ca = CertificateAuthority.make(folder.resolve("ca"), "ca");
        issue(ca, "client");
        brokerTrusts(ca);
        run("mosquitto_passwd -b -c passwords isobar s3cret");
        settings = new TreeMap<>(Map.of(
                "isobar.mqtt.url",
                "ssl://localhost:" + tls,
                "isobar.mqtt.username",
                "isobar",
                "isobar.mqtt.password",
                "s3cret",
                "isobar.mqtt.ssl-bundle",
                "broker",
                "isobar.influx.url",
                INFLUXD.get().url().toString(),
                "isobar.influx.database",
                database));
        String bundle = "spring.ssl.bundle.pem.broker.";
        settings.putAll(Map.of(
                bundle + "reload-on-update",
                "true",
                bundle + "truststore.certificate",
                "file:" + ours.resolve("ca.crt"),
                bundle + "keystore.certificate",
                "file:" + ours.resolve("client.crt"),
                bundle + "keystore.private-key",
                "file:" + ours.resolve("client.key"),
                "spring.ssl.bundle.watch.file.quiet-period",
                "200ms"));
    }

    @Test
    void connect_withCertificateAndPassword_receives() throws Exception {
        try (Mosquitto broker = broker();
                Isobar isobar = Isobar.start(folder, settings)) {
            assertReceives(isobar);

            assertThat(isobar.metrics().get("isobar_mqtt_certificate_days")).isBetween(34.9, 35.0);
            assertThat(Http.body(isobar.url().resolve("/actuator/health"))).contains("\"certificateExpires\":\"20");
        }
    }

    /** As a container gets them, with a key as AWS IoT Core makes it; and AWS's own CA is among those of the JVM. */
    @Test
    void connect_withTextsOfTheEnvironmentAndTheCasOfTheJvm_receives() throws Exception {
        run("openssl genrsa -traditional -out rsa.key 2048");
        run("""
            openssl req -new -key rsa.key -subj /CN=AWS-IoT-Certificate -out rsa.csr
            openssl x509 -req -in rsa.csr -CA ca/ca.crt -CAkey ca/ca.key -CAcreateserial -days 2 -out rsa.crt
            keytool -importcert -noprompt -alias ca -file ca/ca.crt -keystore cas.p12 -storepass changeit
            """);
        assertThat(folder.resolve("rsa.key")).content().startsWith("-----BEGIN RSA PRIVATE KEY-----");
        settings.keySet().removeIf(name -> name.startsWith("spring.ssl"));
        settings.remove("isobar.mqtt.ssl-bundle");
        settings.remove("isobar.mqtt.url");
        List<String> trustingTheCa = List.of(
                "-Djavax.net.ssl.trustStore=" + folder.resolve("cas.p12"),
                "-Djavax.net.ssl.trustStorePassword=changeit",
                "-jar",
                "target/isobar.jar");
        Map<String, String> environment = Map.of(
                "MQTT_URL",
                "ssl://localhost:" + tls,
                "MQTT_SSL_BUNDLE",
                "mqtt",
                "SPRING_SSL_BUNDLE_PEM_MQTT_KEYSTORE_CERTIFICATE",
                Files.readString(folder.resolve("rsa.crt")),
                "SPRING_SSL_BUNDLE_PEM_MQTT_KEYSTORE_PRIVATEKEY",
                Files.readString(folder.resolve("rsa.key")));

        try (Mosquitto broker = broker();
                Isobar isobar = Isobar.start(folder, trustingTheCa, settings, environment)) {
            assertReceives(isobar);

            assertThat(isobar.metrics().get("isobar_mqtt_certificate_days")).isBetween(1.9, 2.0);
            assertThat(isobar.log()).contains("the certificate CN=AWS-IoT-Certificate expires on");
        }
    }

    @Test
    void connect_withAnotherPassword_isNotReadyAndSaysWhyWithoutIt() throws Exception {
        settings.put("isobar.mqtt.password", "wr0ng");
        try (Mosquitto broker = broker();
                Isobar isobar = Isobar.start(folder, settings)) {
            await().atMost(PATIENCE).until(() -> isobar.log().contains("cannot connect"));

            assertThat(isobar.isReady()).isFalse();
            assertThat(isobar.log()).containsIgnoringCase("not authorized").doesNotContain("wr0ng");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"netty", "paho"})
    void connect_withAWrongCertificate_isNotReadyAndSaysWhy_untilItIsRenewed(String client) throws Exception {
        settings.put("isobar.mqtt.client", client);
        CertificateAuthority other = CertificateAuthority.make(folder.resolve("other"), "other-ca");
        other.issue(ours, "client");
        String key =
                Files.readString(ours.resolve("client.key")).lines().toList().get(1);
        try (Mosquitto broker = broker();
                Isobar isobar = Isobar.start(folder, settings)) {
            await().atMost(PATIENCE).until(() -> isobar.log().contains("cannot connect"));

            String shown = "it was shown the client certificate CN=client, issued by CN=other-ca";
            String health = Http.body(isobar.url().resolve("/actuator/health"));
            assertThat(isobar.isReady()).isFalse();
            assertThat(isobar.log()).contains(shown).doesNotContain(key).doesNotContain("s3cret");
            assertThat(health).contains(shown).doesNotContain(key).doesNotContain("s3cret");

            ca.issue(ours, "client");
            assertReceives(isobar);
            assertThat(isobar.log())
                    .contains("is renewed")
                    .contains("works again")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void connect_again_withHalfWrittenFiles_usesTheOldOnes() throws Exception {
        Path certificate = ours.resolve("client.crt");
        String whole = Files.readString(certificate);
        try (Mosquitto broker = broker();
                Isobar isobar = Isobar.start(folder, settings)) {
            assertReceives(isobar);
            Files.writeString(certificate, whole.substring(0, 300));
            await().atMost(PATIENCE).until(() -> isobar.log().contains("stays as it was"));
            broker.process().terminate();
            await().atMost(PATIENCE).until(() -> !isobar.isReady());
            broker.process().start();
            await().atMost(PATIENCE).until(isobar::isReady);

            Files.writeString(certificate, whole);
            await().atMost(PATIENCE).until(() -> isobar.log().contains("is renewed"));
            assertThat(isobar.log()).containsOnlyOnce("stays as it was").doesNotContain("\tat ");
        }
    }

    /** The broker trusts the new CA alone when it comes back, and shows a certificate of it. */
    @ParameterizedTest
    @ValueSource(strings = {"netty", "paho"})
    void certificatesAndCa_renewedUnderLoad_loseAndDoubleNothing(String client) throws Exception {
        settings.put("isobar.mqtt.client", client);
        try (Mosquitto broker = broker();
                Isobar isobar = Isobar.start(folder, settings)) {
            await().atMost(PATIENCE).until(isobar::isReady);
            AtomicInteger published = new AtomicInteger();
            AtomicBoolean enough = new AtomicBoolean();
            Thread publishing = new Thread(() -> publishPatiently(published, enough));
            publishing.setDaemon(true);
            publishing.start();
            awaitMorePoints();

            CertificateAuthority newCa = CertificateAuthority.make(folder.resolve("new"), "new-ca");
            issue(newCa, "client");
            await().atMost(PATIENCE).until(() -> isobar.log().contains("is renewed"));
            awaitMorePoints();
            broker.process().terminate();
            brokerTrusts(newCa);
            broker.process().start();
            await().atMost(PATIENCE).until(() -> isobar.log().contains("works again"));
            awaitMorePoints();
            enough.set(true);
            publishing.join();

            await().atMost(PATIENCE).until(() -> points() >= published.get());
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_in_flight") == 0);
            assertThat(points()).isEqualTo(published.get());
            assertThat(isobar.metric("isobar_written_total")).isEqualTo(isobar.metric("isobar_received_total"));
            assertThat(isobar.isReady()).isTrue();
            assertThat(isobar.log()).doesNotContain("has lost the session").doesNotContain("no CA that is trusted");
        }
    }

    private void awaitMorePoints() {
        long before = points();
        await().atMost(PATIENCE).until(() -> points() > before + 2_000);
    }

    /** One after the other, each until the broker has it, whatever becomes of the connection meanwhile. */
    private void publishPatiently(AtomicInteger published, AtomicBoolean enough) {
        while (!enough.get()) {
            try {
                MqttClient client = new MqttClient("tcp://127.0.0.1:" + plain, "publisher", new MemoryPersistence());
                client.setTimeToWait(5_000);
                client.connect();
                while (!enough.get()) {
                    client.publish("/pressure/data", reading(published.get()), 1, false);
                    published.incrementAndGet();
                }
                client.disconnect();
                client.close();
            } catch (MqttException brokerAway) {
                Thread.yield();
            }
        }
    }

    private static byte[] reading(int number) {
        return "{\"pressure\":%d,\"viscosity\":1,\"sensordatetime\":\"2026-11-21T09:%02d:%02d\",\"deviceid\":\"s%d\"}"
                .formatted(number, number / 60 % 60, number % 60, number % 200)
                .getBytes(StandardCharsets.UTF_8);
    }

    private void assertReceives(Isobar isobar) throws Exception {
        await().atMost(PATIENCE).until(isobar::isReady);
        MosquittoPub.publish(plain, "/pressure/data", Stream.of(new String(reading(0), StandardCharsets.UTF_8)));
        await().atMost(PATIENCE).until(() -> points() == 1);
    }

    private long points() {
        return INFLUXD.get().count(database, "pressure", "pressureValue");
    }

    /** For us: whom we trust, and who we are. */
    private void issue(CertificateAuthority authority, String name) throws IOException {
        Files.copy(authority.certificate(), ours.resolve("ca.crt"), StandardCopyOption.REPLACE_EXISTING);
        authority.issue(ours, name);
    }

    private void brokerTrusts(CertificateAuthority authority) throws IOException {
        Files.copy(authority.certificate(), brokers.resolve("ca.crt"), StandardCopyOption.REPLACE_EXISTING);
        authority.issue(brokers, "server");
    }

    private void run(String commands) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-ec", commands)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private Mosquitto broker() {
        String configuration = """
                per_listener_settings true
                persistence true
                persistence_location %3$s/
                listener %2$d 127.0.0.1
                allow_anonymous true
                listener %1$d 127.0.0.1
                cafile %4$s/ca.crt
                certfile %4$s/server.crt
                keyfile %4$s/server.key
                require_certificate true
                password_file %3$s/passwords
                """;
        return Mosquitto.start(folder, tls, configuration.formatted(tls, plain, folder, brokers));
    }
}
