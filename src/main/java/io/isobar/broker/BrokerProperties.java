package io.isobar.broker;

import io.isobar.pipeline.InvalidSetting;
import io.isobar.pipeline.Secret;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The MQTT broker inside the process.
 *
 * @param enabled whether it runs
 * @param bindAddress where it listens; beyond loopback only with a username and a password
 * @param port where it listens, 1 to 65535
 * @param dataDir where sessions and queued messages are kept; empty to keep them in memory only
 * @param username what clients must send; empty to let everybody in
 * @param password what clients must send
 * @param queueSize how many messages are queued for one session; later ones are dropped
 * @param sessionExpiry the longest time that the session of an absent client is kept
 * @param inFlight how many messages are sent to a client ahead of its acknowledgements, 1 to 65535
 */
@ConfigurationProperties(prefix = "isobar.broker", ignoreUnknownFields = false)
public record BrokerProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("127.0.0.1") String bindAddress,
        @DefaultValue("1883") int port,
        @DefaultValue("") String dataDir,
        @DefaultValue("") String username,
        @DefaultValue("") Secret password,
        @DefaultValue("100000") int queueSize,
        @DefaultValue("1h") Duration sessionExpiry,
        @DefaultValue("8000") int inFlight) {

    public BrokerProperties {
        boolean open = username.isEmpty() || password.isEmpty();
        if (open && !isLoopback(bindAddress)) {
            throw new InvalidSetting(
                    "isobar.broker.bind-address",
                    bindAddress,
                    "a loopback address, or any with isobar.broker.username and isobar.broker.password set");
        }
        range("port", port, 65_535);
        range("queue-size", queueSize, 10_000_000);
        range("in-flight", inFlight, 65_535);
        if (sessionExpiry.isNegative() || sessionExpiry.toDays() > 365) {
            throw new InvalidSetting("isobar.broker.session-expiry", sessionExpiry, "a duration from 0 to 365d");
        }
    }

    private static void range(String name, int value, int most) {
        if (value >= 1 && value <= most) return;
        throw new InvalidSetting("isobar.broker." + name, value, "a whole number from 1 to " + most);
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new InvalidSetting("isobar.broker.bind-address", address, "an address of this machine");
        }
    }
}
