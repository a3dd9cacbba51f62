package io.isobar.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * What a device said, once.
 *
 * @param sensorId the value of the tag {@code sensorID}; empty if the message named neither a device nor a client
 * @param metakey what to look the device up by; null if the message had none
 * @param pressure finite
 * @param viscosity finite
 * @param epochNanos the instant of the point, in nanoseconds since 1970-01-01T00:00:00Z
 */
public record Reading(String sensorId, @Nullable String metakey, double pressure, double viscosity, long epochNanos) {

    public Reading {
        if (!Double.isFinite(pressure)) throw new IllegalArgumentException("pressure is not finite: " + pressure);
        if (!Double.isFinite(viscosity)) throw new IllegalArgumentException("viscosity is not finite: " + viscosity);
    }
}
