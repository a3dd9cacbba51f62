package io.isobar.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.isobar.local.CertificateAuthority;
import io.isobar.pipeline.InvalidSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Certificates by openssl, in files that are renewed well, by halves and wrongly. */
class TlsIT {

    @TempDir
    Path folder;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private CertificateAuthority ca;
    private Instant now = Instant.now();
    private final InstantSource clock = () -> now;

    @BeforeEach
    void issueAndListen() {
        ca = CertificateAuthority.make(folder.resolve("ca"), "ca");
        ca.issue(folder, "client");
        log.start();
        logger().setLevel(Level.INFO);
        logger().addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(log);
        logger().setLevel(null);
    }

    @Test
    void renew_otherCertificateAndKey_areUsed() {
        TestBundle bundle = bundle();
        Tls tls = bundle.tls();
        SSLContext before = tls.context();
        Instant expiry = tls.expiry().orElseThrow();
        ca.issue(folder, "client", 38);

        bundle.readAgain();

        assertThat(tls.context()).isNotSameAs(before);
        assertThat(tls.expiry().orElseThrow()).isAfter(expiry.plus(Duration.ofDays(2)));
        assertThat(lines())
                .singleElement()
                .asString()
                .contains("is renewed, valid until " + tls.expiry().get());
    }

    @Test
    void renew_halfWrittenCertificate_staysUntilItIsWhole() throws Exception {
        Path file = folder.resolve("client.crt");
        String whole = Files.readString(file);
        TestBundle bundle = bundle();
        Tls tls = bundle.tls();
        SSLContext before = tls.context();

        Files.writeString(file, whole.substring(0, 200));
        bundle.readAgain();
        assertThat(tls.context()).isSameAs(before);
        assertThat(lines())
                .singleElement()
                .asString()
                .contains("stays as it was")
                .contains("isobar.mqtt.ssl-bundle");

        Files.writeString(file, whole);
        bundle.readAgain();
        assertThat(tls.context()).isNotSameAs(before);
    }

    @Test
    void renew_keyOfAnotherCertificate_stays() throws Exception {
        TestBundle bundle = bundle();
        Tls tls = bundle.tls();
        SSLContext before = tls.context();
        ca.issue(folder, "other");
        Files.copy(folder.resolve("other.crt"), replaced("client.crt"));

        bundle.readAgain();

        assertThat(tls.context()).isSameAs(before);
        assertThat(lines())
                .singleElement()
                .asString()
                .contains("the private key is not that of the certificate CN=other");
    }

    @Test
    void renew_expiredCertificate_stays() {
        TestBundle bundle = bundle();
        Tls tls = bundle.tls();
        SSLContext before = tls.context();
        ca.issue(folder, "client", -1);

        bundle.readAgain();

        assertThat(tls.context()).isSameAs(before);
        assertThat(lines()).singleElement().asString().contains("the certificate CN=client has expired on");
    }

    @Test
    void renew_filesThatAreGone_stay() throws Exception {
        TestBundle bundle = bundle();
        Tls tls = bundle.tls();
        SSLContext before = tls.context();
        Files.delete(folder.resolve("client.key"));

        bundle.readAgain();

        assertThat(tls.context()).isSameAs(before);
        assertThat(lines()).singleElement().asString().contains("client.key");
    }

    @Test
    void warnInTime_aMonthBefore_onceForEachRenewal() {
        TestBundle bundle = bundle();
        Tls tls = bundle.tls(clock);
        tls.warnInTime();
        assertThat(tls.daysLeft()).isCloseTo(35, within(0.01));
        assertThat(lines()).isEmpty();

        now = now.plus(Duration.ofDays(6));
        tls.warnInTime();
        tls.warnInTime();
        assertThat(lines()).singleElement().asString().contains("the certificate CN=client expires on");

        now = now.plus(Duration.ofDays(4));
        bundle.readAgain();
        assertThat(tls.daysLeft()).isCloseTo(25, within(0.01));
        assertThat(lines()).hasSize(3).last().asString().contains("the certificate CN=client expires on");
    }

    /** The CA can be the first to expire. */
    @Test
    void expiry_ofTheCa_counts() {
        ca.issue(folder, "client", 100);

        Tls tls = bundle().tls(clock);

        assertThat(tls.daysLeft()).isCloseTo(40, within(0.01));
    }

    @Test
    void warnInTime_expired_saysSo() {
        ca.issue(folder, "client", -1);
        Tls tls = bundle().tls();

        tls.warnInTime();

        assertThat(tls.daysLeft()).isNegative();
        assertThat(lines()).singleElement().asString().contains("the certificate CN=client has expired on");
    }

    @Test
    void ofTheJvm_hasNothingToExpire() {
        Tls tls = Tls.ofTheJvm("isobar.mqtt.ssl-bundle");

        assertThat(tls.expiry()).isEmpty();
        assertThat(tls.daysLeft()).isNaN();
        assertThat(tls.context()).isNotNull();
    }

    /** A text that ends too early is taken for the name of a file, and would be quoted. */
    @Test
    void start_keyCutOff_isRefusedWithoutShowingIt() throws IOException {
        String certificate = Files.readString(folder.resolve("client.crt"));
        String key = Files.readString(folder.resolve("client.key"));
        List<String> wrong =
                List.of(key.substring(0, 150), key.lines().toList().get(1).repeat(2));

        for (String text : wrong) {
            assertThatThrownBy(() ->
                            TestBundle.of(certificate, text, ca.certificate()).tls())
                    .isInstanceOf(InvalidSetting.class)
                    .hasMessageStartingWith(
                            "isobar.mqtt.ssl-bundle is 'broker'; allowed is a bundle that can be used: ")
                    .message()
                    .doesNotContain(key.lines().toList().get(1).substring(0, 20));
        }
    }

    @Test
    void start_certificateWithoutKey_isRefused() {
        assertThatThrownBy(() -> TestBundle.of("file:" + folder.resolve("client.crt"), "", ca.certificate())
                        .tls())
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining("a client certificate without a private key");
    }

    private TestBundle bundle() {
        return TestBundle.of(folder, "client", ca.certificate());
    }

    private Path replaced(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.delete(file);
        return file;
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Tls.class);
    }
}
