/**
 * Writes points to InfluxDB and says what became of each. Batches of points come in; each delivery in them is closed as
 * written or, if InfluxDB refuses its point for good, as parked. While InfluxDB is away, refuses us or cannot keep up, the
 * batch is written again and again with back-off, and nothing behind it is taken.
 */
@NullMarked
package io.isobar.influx;

import org.jspecify.annotations.NullMarked;
