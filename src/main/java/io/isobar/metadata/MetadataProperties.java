package io.isobar.metadata;

import io.isobar.pipeline.InvalidSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the metadata of devices lies, and how it is remembered.
 *
 * @param table the DynamoDB table with the string hash key metakey
 */
@ConfigurationProperties(prefix = "isobar.metadata", ignoreUnknownFields = false)
public record MetadataProperties(
        @DefaultValue("demo-DeviceMetaData") String table,
        @DefaultValue Cache cache) {

    /**
     * @param maximumSize how many items are remembered
     * @param refreshAfter no item that is served is older than this, while the table answers
     * @param expireAfter an item that nobody asks for is forgotten after this
     * @param absentFor how long it is remembered that there is no item
     */
    public record Cache(
            @DefaultValue("100000") long maximumSize,
            @DefaultValue("30s") Duration refreshAfter,
            @DefaultValue("24h") Duration expireAfter,
            @DefaultValue("10s") Duration absentFor) {

        public Cache {
            if (maximumSize < 1) {
                throw new InvalidSetting("isobar.metadata.cache.maximum-size", maximumSize, "a whole number from 1");
            }
            check("refresh-after", refreshAfter);
            check("expire-after", expireAfter);
            check("absent-for", absentFor);
        }

        private static void check(String name, Duration duration) {
            if (duration.compareTo(Duration.ofMillis(1)) < 0 || duration.compareTo(Duration.ofDays(365)) > 0) {
                throw new InvalidSetting("isobar.metadata.cache." + name, duration, "a duration from 1ms to 365d");
            }
        }
    }

    public MetadataProperties {
        if (table.isBlank()) throw new InvalidSetting("isobar.metadata.table", table, "the name of a table");
    }

    CachingMetadata.Limits limits() {
        return new CachingMetadata.Limits(
                cache.maximumSize(), cache.refreshAfter(), cache.expireAfter(), cache.absentFor());
    }
}
