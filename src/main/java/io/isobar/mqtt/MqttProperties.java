package io.isobar.mqtt;

import io.isobar.pipeline.InvalidSetting;
import io.isobar.pipeline.PeerUrl;
import io.isobar.pipeline.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Isobar reaches its broker, and what it subscribes to.
 *
 * @param enabled whether there is one at all; false where telemetry comes from elsewhere
 * @param client the library that speaks MQTT
 * @param url of the broker, with scheme {@code tcp}, {@code ssl}, {@code ws} or {@code wss}
 * @param clientId of the session; with several connections {@code -1}, {@code -2} and so on is appended
 * @param topic a topic filter, of pressure readings; a leading slash is a level of its own; empty for none
 * @param shareGroup if not empty, all subscriptions are shared among the clients of this group
 * @param connections to the broker at the same time, 1 to 64; more than one needs a share group
 * @param username empty for none
 * @param password empty for none
 * @param sslBundle name of the Spring SSL bundle with CA, client certificate and key; empty for the JVM's own CAs
 * @param alpn the protocol that the broker is told by ALPN, such as {@code x-amzn-mqtt-ca}; empty for none
 * @param sessionExpiry how long the broker keeps the session of a client that is away; 0 for a clean session each time
 * @param keepAlive how long the connection may be silent
 * @param receiveMaximum how many messages the broker may send ahead of their acknowledgement, 1 to 65535
 */
@ConfigurationProperties(prefix = "isobar.mqtt", ignoreUnknownFields = false)
public record MqttProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("netty") Client client,
        @DefaultValue("tcp://localhost:1883") String url,
        @DefaultValue("isobar") String clientId,
        @DefaultValue("/pressure/data") String topic,
        @DefaultValue("") String shareGroup,
        @DefaultValue("1") int connections,
        @DefaultValue("") String username,
        @DefaultValue("") Secret password,
        @DefaultValue("") String sslBundle,
        @DefaultValue("") String alpn,
        @DefaultValue("1h") Duration sessionExpiry,
        @DefaultValue("30s") Duration keepAlive,
        @DefaultValue("8192") int receiveMaximum) {

    /** See rationale.md for what the one and the other cost. */
    public enum Client {
        /** Netty's MQTT codec. */
        NETTY,
        /** Eclipse Paho, through Spring Integration's adapter. */
        PAHO
    }

    private static final Set<String> SCHEMES = Set.of("tcp", "ssl", "ws", "wss");
    private static final Pattern PROTOCOL = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final long LONGEST_SESSION = 0xFFFF_FFFFL;

    public MqttProperties {
        PeerUrl.check("isobar.mqtt.url", url, SCHEMES, "tcp://, ssl://, ws:// or wss:// with host and port");
        if (clientId.isBlank()) throw new InvalidSetting("isobar.mqtt.client-id", clientId, "a name that is not empty");
        if (!topic.isEmpty()) check("isobar.mqtt.topic", topic, () -> new TopicFilter(topic));
        if (topic.startsWith(TopicFilter.SHARED)) {
            throw new InvalidSetting(
                    "isobar.mqtt.topic",
                    topic,
                    "a topic filter without $share, which isobar.mqtt.share-group puts before it");
        }
        if (!shareGroup.isEmpty()) {
            check("isobar.mqtt.share-group", shareGroup, () -> new TopicFilter("any").shared(shareGroup));
        }
        if (connections < 1 || connections > 64) {
            throw new InvalidSetting("isobar.mqtt.connections", connections, "a whole number from 1 to 64");
        }
        if (connections > 1 && shareGroup.isEmpty()) {
            throw new InvalidSetting(
                    "isobar.mqtt.connections", connections, "1, or more with isobar.mqtt.share-group set");
        }
        if (!sslBundle.isEmpty() && !isTls(url)) {
            throw new InvalidSetting(
                    "isobar.mqtt.ssl-bundle", sslBundle, "none, or any with an isobar.mqtt.url of ssl:// or wss://");
        }
        checkAlpn(alpn, url, client);
        if (sessionExpiry.isNegative() || sessionExpiry.toSeconds() > LONGEST_SESSION) {
            throw new InvalidSetting("isobar.mqtt.session-expiry", sessionExpiry, "a duration from 0 to 4294967295s");
        }
        if (keepAlive.toSeconds() < 1 || keepAlive.toSeconds() > 65_535) {
            throw new InvalidSetting("isobar.mqtt.keep-alive", keepAlive, "a duration from 1s to 65535s");
        }
        if (receiveMaximum < 1 || receiveMaximum > 65_535) {
            throw new InvalidSetting("isobar.mqtt.receive-maximum", receiveMaximum, "a whole number from 1 to 65535");
        }
    }

    /** What to subscribe to for messages of these topics. */
    List<TopicFilter> subscriptions(List<String> topics) {
        return topics.stream()
                .map(TopicFilter::new)
                .map(filter -> shareGroup.isEmpty() ? filter : filter.shared(shareGroup))
                .toList();
    }

    private static void checkAlpn(String alpn, String url, Client client) {
        if (alpn.isEmpty()) return;
        if (!PROTOCOL.matcher(alpn).matches()) {
            throw new InvalidSetting(
                    "isobar.mqtt.alpn", alpn, "none, or the name of a protocol such as x-amzn-mqtt-ca");
        }
        if (!isTls(url)) {
            throw new InvalidSetting(
                    "isobar.mqtt.alpn", alpn, "none, or any with an isobar.mqtt.url of ssl:// or wss://");
        }
        // It sets the parameters of its sockets anew after they are made, and ALPN is one of them.
        if (client == Client.PAHO) {
            throw new InvalidSetting("isobar.mqtt.alpn", alpn, "none with isobar.mqtt.client paho, or any with netty");
        }
    }

    private static boolean isTls(String url) {
        return url.regionMatches(true, 0, "ssl:", 0, 4) || url.regionMatches(true, 0, "wss:", 0, 4);
    }

    private static void check(String property, String value, Runnable use) {
        try {
            use.run();
        } catch (IllegalArgumentException e) {
            throw new InvalidSetting(property, value, "an MQTT name (" + e.getMessage() + ")");
        }
    }
}
