package io.isobar.tls;

import io.isobar.pipeline.InvalidSetting;
import io.isobar.pipeline.Worker;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TlsConfiguration {

    private static final Duration BETWEEN_LOOKS = Duration.ofHours(1);

    @Bean
    TlsBundles tlsBundles(SslBundles bundles, InstantSource clock) {
        return (setting, name) -> name.isEmpty() ? Tls.ofTheJvm(setting) : tls(bundles, setting, name, clock);
    }

    /** A connection may last longer than a certificate, and nobody may look at the metrics: so the log says it too. */
    @Bean(initMethod = "start", destroyMethod = "close")
    Worker certificateWatch(List<Tls> all) {
        return new Worker("isobar-certificates", () -> {
            while (all.stream().anyMatch(tls -> tls.expiry().isPresent())) {
                all.forEach(Tls::warnInTime);
                Thread.sleep(BETWEEN_LOOKS);
            }
        });
    }

    private static Tls tls(SslBundles bundles, String setting, String name, InstantSource clock) {
        try {
            Tls tls = new Tls(setting, name, read(bundles.getBundle(name)), clock);
            bundles.addBundleUpdateHandler(name, renewed -> tls.renew(() -> read(renewed)));
            return tls;
        } catch (NoSuchSslBundleException e) {
            throw new InvalidSetting(setting, name, "the name of a bundle under spring.ssl.bundle.pem or .jks");
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new InvalidSetting(setting, name, "a bundle that can be used: " + BundleFailure.reason(e));
        }
    }

    /** A bundle reads its files when it is asked for what is in them, and never again. */
    private static Certificates read(SslBundle bundle) throws GeneralSecurityException {
        return Certificates.of(
                bundle.createSslContext(),
                bundle.getStores().getKeyStore(),
                password(bundle),
                bundle.getStores().getTrustStore());
    }

    private static char @Nullable [] password(SslBundle bundle) {
        String ofKey = bundle.getKey().getPassword();
        String password = ofKey == null ? bundle.getStores().getKeyStorePassword() : ofKey;
        return password == null ? null : password.toCharArray();
    }
}
