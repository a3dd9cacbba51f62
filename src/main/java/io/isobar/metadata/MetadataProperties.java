package io.isobar.metadata;

import io.isobar.pipeline.InvalidSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the metadata of devices lies, how it is remembered, and what becomes of a message without.
 *
 * @param table the DynamoDB table with the string hash key metakey
 * @param consistentRead whether items are read strongly consistently, for twice the read units; always while the stream is followed
 * @param stream whether the table's stream is followed: auto where it can be, on wherever there should be one, off
 * @param onError what becomes of a message while the table cannot be asked for its unknown device: wait or write
 * @param onMiss what becomes of a message whose device is not in the table: write, park or wait-for
 * @param waitFor for how long it waits with wait-for, until it is written without metadata
 */
@ConfigurationProperties(prefix = "isobar.metadata", ignoreUnknownFields = false)
public record MetadataProperties(
        @DefaultValue("demo-DeviceMetaData") String table,
        @DefaultValue("false") boolean consistentRead,
        @DefaultValue("auto") Stream stream,
        @DefaultValue("wait") OnError onError,
        @DefaultValue("write") OnMiss onMiss,
        @DefaultValue("1m") Duration waitFor,
        @DefaultValue Cache cache) {

    private static final Duration LONGEST = Duration.ofDays(365);

    /** Whether a table's stream is followed. */
    public enum Stream {
        AUTO,
        ON,
        OFF
    }

    /** What becomes of a message while it cannot be found out what is known about its device. */
    public enum OnError {
        WAIT,
        WRITE
    }

    /** What becomes of a message about whose device nothing is known. */
    public enum OnMiss {
        WRITE,
        PARK,
        WAIT_FOR
    }

    /**
     * @param maximumSize how many items are remembered; one of more than 1,024 characters counts as several
     * @param refreshAfter no item that is served is older than this, while the table answers
     * @param expireAfter an item that nobody asks for is forgotten after this
     * @param absentFor how long it is remembered that there is no item
     * @param staleFor how old an item may become that cannot be read again
     */
    public record Cache(
            @DefaultValue("100000") long maximumSize,
            @DefaultValue("30s") Duration refreshAfter,
            @DefaultValue("24h") Duration expireAfter,
            @DefaultValue("10s") Duration absentFor,
            @DefaultValue("365d") Duration staleFor) {

        public Cache {
            if (maximumSize < 1) {
                throw new InvalidSetting("isobar.metadata.cache.maximum-size", maximumSize, "a whole number from 1");
            }
            check("cache.refresh-after", refreshAfter);
            check("cache.expire-after", expireAfter);
            check("cache.absent-for", absentFor);
            check("cache.stale-for", staleFor);
        }
    }

    public MetadataProperties {
        if (!MetadataTables.isName(table)) {
            throw new InvalidSetting("isobar.metadata.table", table, "the name or the ARN of a table");
        }
        check("wait-for", waitFor);
    }

    private static void check(String name, Duration duration) {
        if (duration.compareTo(Duration.ofMillis(1)) < 0 || duration.compareTo(LONGEST) > 0) {
            throw new InvalidSetting("isobar.metadata." + name, duration, "a duration from 1ms to 365d");
        }
    }

    CachingMetadata.Limits limits() {
        return new CachingMetadata.Limits(
                cache.maximumSize(), cache.refreshAfter(), cache.expireAfter(), cache.absentFor(), cache.staleFor());
    }
}
