package io.isobar.telemetry;

/**
 * One row for InfluxDB.
 *
 * @param fields at least one
 * @param epochNanos nanoseconds since 1970-01-01T00:00:00Z
 */
public record Point(Series series, Fields fields, long epochNanos) {

    public Point {
        if (fields.isEmpty()) throw new IllegalArgumentException("a point needs a field");
    }

    public String measurement() {
        return series.measurement();
    }

    public Tags tags() {
        return series.tags();
    }
}
