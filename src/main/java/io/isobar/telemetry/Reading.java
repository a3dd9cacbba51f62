package io.isobar.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * What a device said, once.
 *
 * @param fields at least one
 * @param sender may be shared by many readings
 * @param epochNanos the instant of the point, in nanoseconds since 1970-01-01T00:00:00Z
 */
public record Reading(Fields fields, Sender sender, long epochNanos) {

    public Reading {
        if (fields.isEmpty()) throw new IllegalArgumentException("a reading needs a field");
    }

    /** Of what the message itself says. */
    public Tags tags() {
        return sender.tags();
    }

    /** What to look the device up by, never empty; null if the message had none. */
    public @Nullable String metakey() {
        return sender.metakey();
    }
}
