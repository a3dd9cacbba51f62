package io.isobar.influx;

import io.isobar.telemetry.Point;

/**
 * Points as lines of InfluxDB's line protocol, with nanosecond timestamps.
 *
 * <p>The protocol has no way to write a line break in a name or a tag, nor a backslash at their end: a line break becomes
 * the two characters {@code \n} (as InfluxDB's own clients do it), backslashes at the end are left out.
 */
final class LineProtocol {

    private LineProtocol() {}

    /** Appends one line, with its line feed. */
    static void append(StringBuilder out, Point point) {
        escape(out, point.measurement(), ", ");
        point.tags().forEach((name, value) -> tag(out, name, value));
        char separator = ' ';
        for (var field : point.fields().entrySet()) {
            escape(out.append(separator), field.getKey(), ",= ");
            out.append('=').append(field.getValue().doubleValue());
            separator = ',';
        }
        out.append(' ').append(point.epochNanos()).append('\n');
    }

    /** A tag that has nothing left to write is none: InfluxDB refuses empty ones, and with them the whole point. */
    private static void tag(StringBuilder out, String name, String value) {
        int start = out.length();
        escape(out.append(','), name, ",= ");
        int middle = out.length();
        escape(out.append('='), value, ",= ");
        boolean empty = middle == start + 1 || out.length() == middle + 1;
        if (empty) out.setLength(start);
    }

    private static void escape(StringBuilder out, String text, String special) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '\\') end--;
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                default -> (special.indexOf(c) >= 0 ? out.append('\\') : out).append(c);
            }
        }
    }
}
