package io.isobar.telemetry;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One row for InfluxDB.
 *
 * @param tags by name, in the order in which InfluxDB wants them for speed; values are never empty
 * @param fields by name, at least one; all of them floats, and finite
 * @param epochNanos nanoseconds since 1970-01-01T00:00:00Z
 */
public record Point(
        String measurement, SortedMap<String, String> tags, SortedMap<String, Double> fields, long epochNanos) {

    public Point {
        if (measurement.isEmpty()) throw new IllegalArgumentException("a point needs a measurement");
        if (fields.isEmpty()) throw new IllegalArgumentException("a point needs a field");
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
        fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    }
}
