package io.isobar.spool;

import io.isobar.pipeline.InvalidSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * When points go to disk, and how many may.
 *
 * @param after how long InfluxDB may be unable to take points before they go to disk
 * @param maxSize of all points on disk together
 * @param minimumFree what must stay free on the disk
 */
@ConfigurationProperties(prefix = "isobar.spool", ignoreUnknownFields = false)
public record SpoolProperties(
        @DefaultValue("2s") Duration after,
        @DefaultValue("10GB") DataSize maxSize,
        @DefaultValue("512MB") DataSize minimumFree) {

    public SpoolProperties {
        if (after.isNegative()) throw new InvalidSetting("isobar.spool.after", after, "a duration of 0s or more");
        if (maxSize.isNegative()) throw new InvalidSetting("isobar.spool.max-size", maxSize, "a size of 0B or more");
        if (minimumFree.isNegative()) {
            throw new InvalidSetting("isobar.spool.minimum-free", minimumFree, "a size of 0B or more");
        }
    }
}
