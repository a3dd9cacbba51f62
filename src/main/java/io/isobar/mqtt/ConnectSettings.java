package io.isobar.mqtt;

import io.isobar.pipeline.Secret;
import io.isobar.tls.Tls;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/**
 * How a client connects, each time it does.
 *
 * @param url with scheme {@code tcp}, {@code ssl}, {@code ws} or {@code wss}
 * @param cleanStart whether the broker is to forget the session of an earlier connection
 * @param sessionExpiry how long the broker keeps the session while the client is away
 * @param keepAlive how long the connection may be silent
 * @param username empty for none
 * @param password empty for none
 * @param tls asked at each connection to {@code ssl} or {@code wss}, so that a renewed certificate is used by the next one
 * @param alpn the protocol that the broker is told by ALPN; empty for none
 */
record ConnectSettings(
        String url,
        String clientId,
        boolean cleanStart,
        Duration sessionExpiry,
        Duration keepAlive,
        String username,
        Secret password,
        Tls tls,
        String alpn) {

    boolean isTls() {
        return scheme().equals("ssl") || scheme().equals("wss");
    }

    boolean isWebSocket() {
        return scheme().equals("ws") || scheme().equals("wss");
    }

    /** In lower case; in a URL it need not be. */
    String scheme() {
        return uri().getScheme().toLowerCase(Locale.ROOT);
    }

    URI uri() {
        return URI.create(url);
    }

    /** Of the URL, or the one that brokers listen at. */
    int port() {
        if (uri().getPort() > 0) return uri().getPort();
        if (isWebSocket()) return isTls() ? 443 : 80;
        return isTls() ? 8883 : 1883;
    }
}
