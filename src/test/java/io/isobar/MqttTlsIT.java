package io.isobar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.local.Influxd;
import io.isobar.local.Isobar;
import io.isobar.local.Mosquitto;
import io.isobar.local.MosquittoPub;
import io.isobar.local.Ports;
import io.isobar.local.RealServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A broker that speaks TLS only, knows its clients by their certificates, and wants a password as well. */
class MqttTlsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @RegisterExtension
    static final RealServer<Influxd> INFLUXD = RealServer.of(Influxd::start);

    @TempDir
    Path folder;

    private final int tls = Ports.free();
    private final int plain = Ports.free();
    private Map<String, String> settings;

    @BeforeEach
    void makeCertificatesAndSettings() throws Exception {
        String makeThem = """
                openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=ca -keyout ca.key -out ca.crt
                printf 'subjectAltName=DNS:localhost' > server.ext
                for name in server client; do
                  openssl req -newkey rsa:2048 -nodes -subj /CN=$name -keyout $name.key -out $name.csr
                  openssl x509 -req -in $name.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile server.ext -out $name.crt
                done
                mosquitto_passwd -b -c passwords isobar s3cret
                """;
        Process openssl = new ProcessBuilder("bash", "-ec", makeThem)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(openssl.getInputStream().readAllBytes());
        assertThat(openssl.waitFor()).as(output).isZero();
        settings = new TreeMap<>(Map.of(
                "isobar.mqtt.url", "ssl://localhost:" + tls,
                "isobar.mqtt.username", "isobar",
                "isobar.mqtt.password", "s3cret",
                "isobar.mqtt.ssl-bundle", "broker",
                "spring.ssl.bundle.pem.broker.truststore.certificate", "file:" + folder.resolve("ca.crt"),
                "spring.ssl.bundle.pem.broker.keystore.certificate", "file:" + folder.resolve("client.crt"),
                "spring.ssl.bundle.pem.broker.keystore.private-key", "file:" + folder.resolve("client.key"),
                "isobar.influx.url", INFLUXD.get().url().toString(),
                "isobar.influx.database", "tls" + tls));
    }

    @Test
    void connect_withCertificateAndPassword_receives() throws Exception {
        try (Mosquitto broker = broker();
                Isobar isobar = Isobar.start(folder, settings)) {
            await().atMost(PATIENCE).until(isobar::isReady);
            MosquittoPub.publish(
                    plain, "/pressure/data", Stream.of("{\"pressure\":1,\"viscosity\":1,\"deviceid\":\"a\"}"));

            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_written_total") == 1);
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

    @Test
    void connect_toABrokerOfAnotherName_isRefused() throws Exception {
        settings.put("isobar.mqtt.url", "ssl://127.0.0.1:" + tls);
        try (Mosquitto broker = broker();
                Isobar isobar = Isobar.start(folder, settings)) {
            await().atMost(PATIENCE).until(() -> isobar.log().contains("cannot connect"));

            assertThat(isobar.isReady()).isFalse();
        }
    }

    private Mosquitto broker() {
        String configuration = """
                per_listener_settings true
                listener %2$d 127.0.0.1
                allow_anonymous true
                listener %1$d 127.0.0.1
                cafile %3$s/ca.crt
                certfile %3$s/server.crt
                keyfile %3$s/server.key
                require_certificate true
                password_file %3$s/passwords
                """;
        return Mosquitto.start(folder, tls, configuration.formatted(tls, plain, folder));
    }
}
