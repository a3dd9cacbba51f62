package io.isobar.tls;

import io.isobar.pipeline.NoDelaySockets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates for one peer, as they are now: each connection asks for them, so that renewed ones are used by the next. A
 * renewal that cannot be used changes nothing. Safe for use by many threads.
 */
public final class Tls {

    private static final Logger log = LoggerFactory.getLogger(Tls.class);
    private static final Duration SOON = Duration.ofDays(30);
    private static final Duration A_DAY = Duration.ofDays(1);

    private final String setting;
    private final String bundle;
    private final InstantSource clock;
    private volatile Certificates current;
    private boolean warned;

    Tls(String setting, String bundle, Certificates certificates, InstantSource clock) {
        this.setting = setting;
        this.bundle = bundle;
        this.clock = clock;
        this.current = certificates;
    }

    /**
     * Trusts the CAs of the JVM, and shows no certificate.
     *
     * @param setting that would name a bundle instead, to be looked at when a handshake fails
     */
    public static Tls ofTheJvm(String setting) {
        Certificates none = new Certificates(null, List.of(), List.of());
        return new Tls(setting, "", none, InstantSource.system());
    }

    /** For the next connection. */
    public SSLContext context() {
        SSLContext ofFiles = current.context();
        return ofFiles == null ? NoDelaySockets.defaultContext() : ofFiles;
    }

    /** When the first of its certificates expires, of the client's own and the CAs; empty if it has none but the JVM's. */
    public Optional<Instant> expiry() {
        return current.first().map(Certificates::expiry);
    }

    /** How many days are left until then; below zero afterwards, and not a number if there is none. */
    public double daysLeft() {
        return expiry().map(this::daysUntil).orElse(Double.NaN);
    }

    private double daysUntil(Instant expiry) {
        return (double) Duration.between(clock.instant(), expiry).toSeconds() / A_DAY.toSeconds();
    }

    /** @param files reads them, and fails if they cannot be used */
    void renew(Callable<Certificates> files) {
        try {
            Certificates renewed = files.call();
            for (X509Certificate certificate : renewed.own()) checkNotExpired(certificate);
            replace(renewed);
        } catch (Exception e) {
            log.warn("{} stays as it was, for its renewed files cannot be used: {}", this, BundleFailure.reason(e));
        }
    }

    private void checkNotExpired(X509Certificate certificate) {
        Instant expiry = Certificates.expiry(certificate);
        if (expiry.isAfter(clock.instant())) return;
        throw new IllegalArgumentException(
                "the certificate " + Certificates.name(certificate) + " has expired on " + expiry);
    }

    private synchronized void replace(Certificates renewed) {
        current = renewed;
        warned = false;
        String until = expiry().map(expiry -> ", valid until " + expiry).orElse("");
        log.info("{} is renewed{}; the next connection uses it", this, until);
        warnInTime();
    }

    /** Warns once if a certificate expires soon. To be called from time to time. */
    synchronized void warnInTime() {
        Optional<X509Certificate> first = current.first();
        if (warned || first.isEmpty()) return;
        Instant expiry = Certificates.expiry(first.get());
        if (expiry.isAfter(clock.instant().plus(SOON))) return;
        warned = true;
        boolean expired = !expiry.isAfter(clock.instant());
        log.warn(
                "{}: the certificate {} {} on {}",
                this,
                Certificates.name(first.get()),
                expired ? "has expired" : "expires",
                expiry);
    }

    /**
     * Why a connection could not be made, for a person.
     *
     * @param failure by which the attempt ended
     * @param why what is to be said if that has nothing to do with certificates
     */
    public String reason(Throwable failure, String why) {
        if (HandshakeFailure.isDistrust(failure)) {
            return "%s (see %s)".formatted(HandshakeFailure.words(failure, why), setting);
        }
        if (!HandshakeFailure.isRefusal(failure)) return why;
        return "%s; it was shown %s (see %s)".formatted(HandshakeFailure.words(failure, why), shown(), setting);
    }

    private String shown() {
        List<X509Certificate> own = current.own();
        if (own.isEmpty()) return "no client certificate";
        X509Certificate certificate = own.getFirst();
        Instant expiry = Certificates.expiry(certificate);
        return "the client certificate %s, issued by %s, %s %s"
                .formatted(
                        Certificates.name(certificate),
                        certificate.getIssuerX500Principal().getName(),
                        expiry.isAfter(clock.instant()) ? "valid until" : "which has expired on",
                        expiry);
    }

    @Override
    public String toString() {
        return "SSL bundle '%s' of %s".formatted(bundle, setting);
    }
}
