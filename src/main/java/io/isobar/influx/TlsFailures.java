package io.isobar.influx;

import io.isobar.tls.Tls;
import java.io.IOException;
import javax.net.ssl.SSLException;
import okhttp3.Interceptor;
import okhttp3.Response;

/** Says in plain words why a handshake failed, and which setting to look at. */
final class TlsFailures implements Interceptor {

    private final Tls tls;

    TlsFailures(Tls tls) {
        this.tls = tls;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        try {
            return chain.proceed(chain.request());
        } catch (SSLException e) {
            throw new IOException(tls.reason(e, String.valueOf(e.getMessage())), e);
        }
    }
}
