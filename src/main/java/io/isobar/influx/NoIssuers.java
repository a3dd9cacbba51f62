package io.isobar.influx;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/**
 * OkHttp wants to know whom the sockets trust, only to find the pins of a certificate's issuers, of which there are none here.
 * Whom they trust is decided by the context that they are made by: asked itself, this trusts nobody.
 */
final class NoIssuers implements X509TrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("not asked for");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("not asked for");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
