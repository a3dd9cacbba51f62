package io.isobar.telemetry;

import org.jspecify.annotations.Nullable;

/** What the points of one device have in common. It remembers how line protocol writes it. */
public final class Series {

    private final String measurement;
    private final Tags tags;
    /** Made at once: it is read by other threads, and there is hardly a series whose points are not written. */
    private final byte[] head;

    public Series(String measurement, Tags tags) {
        if (measurement.isEmpty()) throw new IllegalArgumentException("a point needs a measurement");
        this.measurement = measurement;
        this.tags = tags;
        this.head = LineProtocol.head(measurement, tags);
    }

    public String measurement() {
        return measurement;
    }

    public Tags tags() {
        return tags;
    }

    /** How many bytes of a line it takes. */
    public int length() {
        return head.length;
    }

    /** The measurement and the tags as a line has them; not to be changed. */
    byte[] head() {
        return head;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof Series series && measurement.equals(series.measurement) && tags.equals(series.tags);
    }

    @Override
    public int hashCode() {
        return 31 * measurement.hashCode() + tags.hashCode();
    }

    @Override
    public String toString() {
        return measurement + tags;
    }
}
