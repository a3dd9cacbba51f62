package io.isobar.influx;

import io.isobar.telemetry.FieldValue;
import io.isobar.telemetry.Point;

/**
 * Points as lines of InfluxDB's line protocol, with nanosecond timestamps.
 *
 * <p>The protocol has no way to write a line break in a name or a tag: it becomes the two characters {@code \n} (as InfluxDB's
 * own clients do it). Nor has it one for backslashes at their end or before a space, a comma or an equals sign: they are left
 * out. InfluxDB 1 may take such a space for the end of the tags when it looks for the end of the line, and refuse the lines
 * behind it too; VictoriaMetrics takes it for that in any case, drops the line and answers 204.
 *
 * <p>In the text of a field a line break becomes the same two characters. InfluxDB would take it as it is; VictoriaMetrics ends
 * the line there, and takes what follows for a point of its own, which would let a device write points of any name. (It has no
 * texts, and keeps a zero for each.)
 */
public final class LineProtocol {

    private LineProtocol() {}

    /** A point as one line, with its line feed. */
    public static String line(Point point) {
        StringBuilder line = new StringBuilder(200);
        append(line, point);
        return line.toString();
    }

    /** Appends one line, with its line feed. */
    static void append(StringBuilder out, Point point) {
        escape(out, point.measurement(), ", ");
        point.tags().forEach((name, value) -> tag(out, name, value));
        char separator = ' ';
        for (var field : point.fields().entrySet()) {
            escape(out.append(separator), field.getKey(), ",= ");
            value(out.append('='), field.getValue());
            separator = ',';
        }
        out.append(' ').append(point.epochNanos()).append('\n');
    }

    private static void value(StringBuilder out, FieldValue value) {
        switch (value) {
            case FieldValue.Decimal decimal -> out.append(decimal.value());
            case FieldValue.Whole whole -> out.append(whole.value()).append('i');
            case FieldValue.Truth truth -> out.append(truth.value());
            case FieldValue.Text text -> quote(out, text.value());
        }
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\\\n");
                case '\r' -> out.append("\\\\r");
                case '"', '\\' -> out.append('\\').append(c);
                default -> out.append(c);
            }
        }
        out.append('"');
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
        int start = out.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                default -> {
                    if (special.indexOf(c) >= 0) leaveOutBackslashes(out, start).append('\\');
                    out.append(c);
                }
            }
        }
        leaveOutBackslashes(out, start);
    }

    /** Those that what was written since then ends with. */
    private static StringBuilder leaveOutBackslashes(StringBuilder out, int start) {
        int end = out.length();
        while (end > start && out.charAt(end - 1) == '\\') end--;
        out.setLength(end);
        return out;
    }
}
