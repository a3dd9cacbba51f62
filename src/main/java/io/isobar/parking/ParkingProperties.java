package io.isobar.parking;

import io.isobar.pipeline.InvalidSetting;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much may be parked.
 *
 * @param maximumSize of all envelopes together
 * @param rotate whether the oldest make room when that is reached; otherwise the newest wait, unacknowledged
 */
@ConfigurationProperties(prefix = "isobar.parking", ignoreUnknownFields = false)
public record ParkingProperties(
        @DefaultValue("1GB") DataSize maximumSize,
        @DefaultValue("false") boolean rotate) {

    public ParkingProperties {
        if (maximumSize.toBytes() < 1) {
            throw new InvalidSetting("isobar.parking.maximum-size", maximumSize, "a size of at least 1B");
        }
    }
}
