package io.isobar.influx;

import io.isobar.pipeline.InvalidSetting;
import io.isobar.pipeline.PeerUrl;
import io.isobar.pipeline.Secret;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which InfluxDB the points go to, and in what batches.
 *
 * @param url of InfluxDB, http or https
 * @param api v1 for InfluxDB 1 (/write), v2 for InfluxDB 2 and 3 (/api/v2/write)
 * @param database made at the start if it is absent (v1)
 * @param retentionPolicy empty for the database's default one (v1)
 * @param username empty for none (v1)
 * @param password empty for none (v1)
 * @param org the organization of the bucket (v2)
 * @param bucket required with v2
 * @param token empty for none (v2)
 * @param sslBundle name of the Spring SSL bundle with CA and, if wanted, client certificate; empty for the JVM's own CAs
 * @param batchSize the most points in one write, 1 to 100000
 * @param linger the longest time that a batch waits for points that are on their way
 * @param timeout the longest time for one write, its answer included
 */
@ConfigurationProperties(prefix = "isobar.influx", ignoreUnknownFields = false)
public record InfluxProperties(
        @DefaultValue("http://localhost:8086") String url,
        @DefaultValue("v1") Api api,
        @DefaultValue("telemetry") String database,
        @DefaultValue("") String retentionPolicy,
        @DefaultValue("") String username,
        @DefaultValue("") Secret password,
        @DefaultValue("") String org,
        @DefaultValue("") String bucket,
        @DefaultValue("") Secret token,
        @DefaultValue("") String sslBundle,
        @DefaultValue("5000") int batchSize,
        @DefaultValue("50ms") Duration linger,
        @DefaultValue("10s") Duration timeout) {

    /** Which write interface an InfluxDB has. */
    public enum Api {
        V1,
        V2
    }

    public InfluxProperties {
        PeerUrl.check("isobar.influx.url", url, Set.of("http", "https"), "http:// or https:// with a host");
        if (api == Api.V1 && database.isBlank()) {
            throw new InvalidSetting("isobar.influx.database", database, "the name of a database");
        }
        if (api == Api.V2 && bucket.isBlank()) {
            throw new InvalidSetting("isobar.influx.bucket", bucket, "the name of a bucket, with isobar.influx.api v2");
        }
        if (!sslBundle.isEmpty() && !url.regionMatches(true, 0, "https:", 0, 6)) {
            throw new InvalidSetting(
                    "isobar.influx.ssl-bundle", sslBundle, "none, or any with an isobar.influx.url of https://");
        }
        if (batchSize < 1 || batchSize > 100_000) {
            throw new InvalidSetting("isobar.influx.batch-size", batchSize, "a whole number from 1 to 100000");
        }
        if (linger.isNegative() || linger.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new InvalidSetting("isobar.influx.linger", linger, "a duration from 0 to 1m");
        }
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofHours(1)) > 0) {
            throw new InvalidSetting("isobar.influx.timeout", timeout, "a duration from 1ms to 1h");
        }
    }

    InfluxTarget target() {
        return switch (api) {
            case V1 -> new InfluxTarget.Database(database, retentionPolicy.isEmpty() ? null : retentionPolicy);
            // The client refuses an empty one, which servers other than InfluxDB 2 have no use for.
            case V2 -> new InfluxTarget.Bucket(org.isEmpty() ? "-" : org, bucket);
        };
    }
}
