package io.isobar.influx;

import io.isobar.pipeline.Secret;
import java.io.IOException;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Lets the client, which speaks the interface of InfluxDB 2, write to InfluxDB 1: {@code /api/v2/write?bucket=db/rp} becomes
 * {@code /write?db=db&rp=rp}, and a user signs in by HTTP Basic.
 */
final class WriteApiV1 implements Interceptor {

    private static final String V2_PATH = "/api/v2/write";

    private final InfluxTarget.Database target;
    private final String username;
    private final Secret password;

    /** @param username empty to send no credentials */
    WriteApiV1(InfluxTarget.Database target, String username, Secret password) {
        this.target = target;
        this.username = username;
        this.password = password;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        Request.Builder changed = request.newBuilder().url(v1(request.url()));
        if (!username.isEmpty()) changed.header("Authorization", Credentials.basic(username, password.value()));
        return chain.proceed(changed.build());
    }

    private HttpUrl v1(HttpUrl url) {
        String path = url.encodedPath();
        if (!path.endsWith(V2_PATH)) return url;
        String prefix = path.substring(0, path.length() - V2_PATH.length());
        return url.newBuilder()
                .encodedPath(prefix + "/write")
                .removeAllQueryParameters("org")
                .removeAllQueryParameters("bucket")
                .setQueryParameter("db", target.name())
                .setQueryParameter("rp", target.retentionPolicy())
                .build();
    }
}
