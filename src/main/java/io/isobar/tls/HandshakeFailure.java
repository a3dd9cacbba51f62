package io.isobar.tls;

import java.io.EOFException;
import java.net.SocketException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;

/** What the exceptions of a TLS handshake mean. */
final class HandshakeFailure {

    private static final String ALERT = "Received fatal alert: ";

    private HandshakeFailure() {}

    /** Whether it was not the peer who ended it, because of the peer's certificate. */
    static boolean isDistrust(Throwable failure) {
        return has(failure, CertificateException.class) || has(failure, CertPathBuilderException.class);
    }

    /**
     * Whether the peer may have ended it because of what it was shown. It can do so after the handshake, in TLS 1.3, and by nothing
     * but the end of the connection.
     */
    static boolean isRefusal(Throwable failure) {
        if (has(failure, SSLException.class) || has(failure, EOFException.class)) return true;
        String why = String.valueOf(deepest(failure).getMessage());
        boolean cut = why.contains("reset") || why.contains("Broken pipe");
        return has(failure, SocketException.class) && cut;
    }

    /** @param otherwise if it is nothing that has better words */
    static String words(Throwable failure, String otherwise) {
        String why = String.valueOf(deepest(failure).getMessage());
        if (has(failure, CertificateExpiredException.class)) return "its certificate has expired: " + why;
        if (has(failure, CertificateNotYetValidException.class)) return "its certificate is not valid yet: " + why;
        if (has(failure, CertPathBuilderException.class)) return "its certificate is signed by no CA that is trusted";
        if (has(failure, CertificateException.class)) return "its certificate is not that of this host: " + why;
        int alert = why.indexOf(ALERT);
        return alert < 0 ? otherwise : "it ends the TLS handshake with " + why.substring(alert + ALERT.length());
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) return true;
        }
        return false;
    }

    private static Throwable deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) cause = cause.getCause();
        return cause;
    }
}
