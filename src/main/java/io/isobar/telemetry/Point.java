package io.isobar.telemetry;

import java.util.SortedMap;

/**
 * One row for InfluxDB.
 *
 * @param tags by name, in the order in which InfluxDB wants them for speed; values are never empty
 * @param fields by name, at least one
 * @param epochNanos nanoseconds since 1970-01-01T00:00:00Z
 */
public record Point(
        String measurement, SortedMap<String, String> tags, SortedMap<String, FieldValue> fields, long epochNanos) {

    public Point {
        if (measurement.isEmpty()) throw new IllegalArgumentException("a point needs a measurement");
        if (fields.isEmpty()) throw new IllegalArgumentException("a point needs a field");
        tags = Sorted.copyOf(tags);
        fields = Sorted.copyOf(fields);
    }
}
