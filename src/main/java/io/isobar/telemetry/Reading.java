package io.isobar.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * What a device said, once.
 *
 * @param fields at least one
 * @param tags of what the message itself says
 * @param metakey what to look the device up by, never empty; null if the message had none
 * @param epochNanos the instant of the point, in nanoseconds since 1970-01-01T00:00:00Z
 */
public record Reading(Fields fields, Tags tags, @Nullable String metakey, long epochNanos) {

    public Reading {
        if (fields.isEmpty()) throw new IllegalArgumentException("a reading needs a field");
        if (metakey != null && metakey.isEmpty()) throw new IllegalArgumentException("the metakey is empty");
    }
}
