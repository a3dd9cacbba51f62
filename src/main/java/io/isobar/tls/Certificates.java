package io.isobar.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What was read from the files of a bundle, once.
 *
 * @param context null for the JVM's own, which nobody reads before it is needed
 * @param own what is shown to the peer, the client's own certificate first; empty for none
 * @param trusted the CAs; empty for those of the JVM
 */
record Certificates(@Nullable SSLContext context, List<X509Certificate> own, List<X509Certificate> trusted) {

    private static final byte[] ANYTHING = {1};

    Certificates {
        own = List.copyOf(own);
        trusted = List.copyOf(trusted);
    }

    /**
     * @param context made of the same stores
     * @param keys null for none
     * @param keyPassword of the key in it; null for none
     * @param authorities null for those of the JVM
     * @throws IllegalArgumentException if the key is not that of the certificate, as when one of the two is not renewed yet
     */
    static Certificates of(
            SSLContext context, @Nullable KeyStore keys, char @Nullable [] keyPassword, @Nullable KeyStore authorities)
            throws GeneralSecurityException {
        List<X509Certificate> own = keys == null ? List.of() : chain(keys, keyPassword);
        return new Certificates(context, own, authorities == null ? List.of() : authorities(authorities));
    }

    private static List<X509Certificate> chain(KeyStore keys, char @Nullable [] password)
            throws GeneralSecurityException {
        List<X509Certificate> chain = new ArrayList<>();
        for (String alias : Collections.list(keys.aliases())) {
            if (!keys.isKeyEntry(alias)) continue;
            for (Certificate certificate : keys.getCertificateChain(alias)) chain.add((X509Certificate) certificate);
            if (keys.getKey(alias, password) instanceof PrivateKey key)
                check(key, (X509Certificate) keys.getCertificate(alias));
        }
        if (chain.isEmpty()) throw new IllegalArgumentException("there is a client certificate without a private key");
        return chain;
    }

    private static void check(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA" -> "EdDSA";
            default -> "";
        };
        if (algorithm.isEmpty()) return;
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(ANYTHING);
        byte[] signed = signature.sign();
        try {
            signature.initVerify(certificate.getPublicKey());
            signature.update(ANYTHING);
            if (signature.verify(signed)) return;
        } catch (GeneralSecurityException ofAnotherKind) {
            // Such as an RSA key beside an EC certificate.
        }
        throw new IllegalArgumentException("the private key is not that of the certificate " + name(certificate));
    }

    private static List<X509Certificate> authorities(KeyStore store) throws GeneralSecurityException {
        List<X509Certificate> found = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.getCertificate(alias) instanceof X509Certificate certificate) found.add(certificate);
        }
        return found;
    }

    /** The one that expires first; empty if there are none but the JVM's. */
    Optional<X509Certificate> first() {
        return Stream.concat(own.stream(), trusted.stream()).min(Comparator.comparing(Certificates::expiry));
    }

    static Instant expiry(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    /** Such as {@code CN=isobar}. */
    static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
