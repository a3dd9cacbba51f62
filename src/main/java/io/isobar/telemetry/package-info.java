/**
 * The values of the telemetry flow, without any I/O. A {@link io.isobar.telemetry.Reading} is what a device said, a
 * {@link io.isobar.telemetry.Point} is what InfluxDB will store of it. One that exists is valid; making an invalid one fails.
 */
@NullMarked
package io.isobar.telemetry;

import org.jspecify.annotations.NullMarked;
