package io.isobar.influx;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * A write is done when the answer is 204. Any other success is of somebody else, such as the page of a proxy that wants a person
 * to sign in: the client would take it for a write.
 */
final class OnlyNoContent implements Interceptor {

    private static final int NO_CONTENT = 204;

    @Override
    public Response intercept(Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        boolean write = chain.request().url().encodedPath().endsWith("/write");
        if (!write || !response.isSuccessful() || response.code() == NO_CONTENT) return response;
        response.close();
        throw new IOException("HTTP %d where InfluxDB answers 204 (see isobar.influx.url)".formatted(response.code()));
    }
}
