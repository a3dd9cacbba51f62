package io.isobar.tls;

import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** A bundle {@code broker} of PEM files, read again when it is told to, as Spring does when the files change. */
public final class TestBundle {

    private final @Nullable PemSslStoreDetails own;
    private final @Nullable PemSslStoreDetails trusted;
    private final DefaultSslBundleRegistry bundles;

    private TestBundle(@Nullable PemSslStoreDetails own, @Nullable PemSslStoreDetails trusted) {
        this.own = own;
        this.trusted = trusted;
        this.bundles = new DefaultSslBundleRegistry("broker", read());
    }

    /** @param name of the client's certificate and key in that folder */
    public static TestBundle of(Path folder, String name, Path authority) {
        return of(file(folder.resolve(name + ".crt")), file(folder.resolve(name + ".key")), authority);
    }

    /** @param certificate where it is, or the PEM text itself */
    static TestBundle of(String certificate, String key, Path authority) {
        return new TestBundle(new PemSslStoreDetails(null, certificate, key), authority(authority));
    }

    /** Shows no certificate. */
    public static TestBundle of(Path authority) {
        return new TestBundle(null, authority(authority));
    }

    private static PemSslStoreDetails authority(Path file) {
        return PemSslStoreDetails.forCertificate(file(file));
    }

    private static String file(Path path) {
        return "file:" + path;
    }

    private SslBundle read() {
        return SslBundle.of(new PemSslStoreBundle(own, trusted));
    }

    public Tls tls() {
        return tls(InstantSource.system());
    }

    Tls tls(InstantSource clock) {
        return new TlsConfiguration().tlsBundles(bundles, clock).bundle("isobar.mqtt.ssl-bundle", "broker");
    }

    /** To be called when the files are others. */
    void readAgain() {
        bundles.updateBundle("broker", read());
    }
}
