package io.isobar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.local.CertificateAuthority;
import io.isobar.local.Http;
import io.isobar.local.Influxd;
import io.isobar.local.Isobar;
import io.isobar.local.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An InfluxDB that speaks TLS only, with a certificate of a CA that is known to nobody else. */
class InfluxTlsIT extends ServiceTest {

    private static final Pattern COUNT = Pattern.compile("\"values\":\\[\\[[^,]*,(\\d+)]]");

    private final int tls = Ports.free();
    private Path trusted;
    private CertificateAuthority ca;

    @BeforeEach
    void speakTls() throws Exception {
        ca = CertificateAuthority.make(folder.resolve("ca"), "ca");
        Path servers = Files.createDirectories(folder.resolve("servers"));
        ca.issue(servers, "influxd");
        trusted = Files.createDirectories(folder.resolve("ours")).resolve("ca.crt");
        influxd.close();
        influxd = Influxd.start(folder.resolve("influxd-tls"), tls, """
                https-enabled = true
                  https-certificate = "%1$s/influxd.crt"
                  https-private-key = "%1$s/influxd.key"
                """.formatted(servers));
        settings.putAll(Map.of(
                "isobar.influx.url", "https://localhost:" + tls,
                "isobar.influx.ssl-bundle", "influx",
                "spring.ssl.bundle.pem.influx.reload-on-update", "true",
                "spring.ssl.bundle.pem.influx.truststore.certificate", "file:" + trusted,
                "spring.ssl.bundle.watch.file.quiet-period", "200ms"));
    }

    @Test
    void write_toAnInfluxDbOfThatCa_isStored() throws Exception {
        trust(ca);
        try (Isobar isobar = ready()) {
            publish(0, 1_000);

            awaitSettled(isobar, 1_000);
            assertThat(health(isobar)).contains("\"certificateExpires\":\"20");
        }
    }

    @Test
    void write_whileAnotherCaIsTrusted_isDoneWhenTheRightOneIs() throws Exception {
        trust(CertificateAuthority.make(folder.resolve("other"), "other-ca"));
        try (Isobar isobar = ready()) {
            publish(0, 5_000);
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_spooled") == 5_000);
            String why = "its certificate is signed by no CA that is trusted (see isobar.influx.ssl-bundle)";
            assertThat(isobar.log()).contains(why);
            assertThat(health(isobar)).contains(why);

            trust(ca);

            awaitSettled(isobar, 5_000);
            assertThat(isobar.log()).contains("is renewed").contains("works again");
        }
    }

    @Test
    void write_toAnInfluxDbOfAnotherName_isRefused() throws Exception {
        trust(ca);
        settings.put("isobar.influx.url", "https://127.0.0.1:" + tls);
        try (Isobar isobar = ready()) {
            publish(0, 10);

            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_spooled") == 10);
            assertThat(isobar.log()).contains("not verified");
        }
    }

    private static String health(Isobar isobar) {
        return Http.body(isobar.url().resolve("/actuator/health"));
    }

    /** At once, as a program that renews certificates does. */
    private void trust(CertificateAuthority authority) throws IOException {
        Path whole = Files.copy(authority.certificate(), trusted.resolveSibling("ca.new"));
        Files.move(whole, trusted, StandardCopyOption.ATOMIC_MOVE);
    }

    /** By a client that is not of our making, and knows the right CA. */
    @Override
    protected long points() {
        try {
            Process curl = new ProcessBuilder(
                            "curl",
                            "-sG",
                            "--cacert",
                            ca.certificate().toString(),
                            "https://localhost:" + tls + "/query",
                            "--data-urlencode",
                            "db=" + database,
                            "--data-urlencode",
                            "q=SELECT count(pressureValue) FROM pressure")
                    .start();
            String answer = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(curl.waitFor()).as(answer).isZero();
            Matcher count = COUNT.matcher(answer);
            return count.find() ? Long.parseLong(count.group(1)) : 0;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
