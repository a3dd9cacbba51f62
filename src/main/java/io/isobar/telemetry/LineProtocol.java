package io.isobar.telemetry;

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

    private static final String SEPARATORS = ",= ";
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    /** Up to six digits behind the point are found with one division; more of them have long doubles. */
    private static final int PLACES = 6;

    private static final double UNITS = 1_000_000;

    private LineProtocol() {}

    /** A point as one line, with its line feed. */
    public static String line(Point point) {
        LineBuffer line = new LineBuffer();
        append(line, point);
        return line.toString();
    }

    /** Appends one line, with its line feed. */
    public static void append(LineBuffer out, Point point) {
        out.append(point.series().head());
        Fields fields = point.fields();
        for (int i = 0; i < fields.size(); i++) {
            out.append(i == 0 ? ' ' : ',').append(fields.written(i)).append('=');
            append(out, fields.value(i));
        }
        out.append(' ').append(point.epochNanos()).append('\n');
    }

    /** What the lines of all points of a series begin with. */
    static byte[] head(String measurement, Tags tags) {
        LineBuffer out = new LineBuffer();
        escape(out, measurement, ", ");
        for (int i = 0; i < tags.size(); i++) tag(out, tags.written(i), tags.value(i));
        return out.copy();
    }

    /** The name of a tag or a field. */
    static byte[] name(String name) {
        LineBuffer out = new LineBuffer();
        escape(out, name, SEPARATORS);
        return out.copy();
    }

    private static void append(LineBuffer out, FieldValue value) {
        switch (value) {
            case FieldValue.Decimal decimal -> decimal(out, decimal.value());
            case FieldValue.Whole whole -> out.append(whole.value()).append('i');
            case FieldValue.Truth truth -> out.append(truth.value() ? TRUE : FALSE);
            case FieldValue.Text text -> quote(out, text.value());
        }
    }

    /**
     * As Double.toString does it. From 0.001 to 10,000,000 that is without an exponent; and a decimal of so few digits that is read
     * as this double is the only one, and so the shortest (a double tells any two decimals of 15 digits apart).
     */
    private static void decimal(LineBuffer out, double value) {
        double size = Math.abs(value);
        long units = Math.round(size * UNITS);
        boolean isShort = size >= 1e-3 && size < 1e7 && units / UNITS == size;
        if (!isShort) {
            out.append(Double.toString(value));
            return;
        }
        if (value < 0) out.append('-');
        out.digits(units / (long) UNITS, 1).append('.').digits(units % (long) UNITS, PLACES);
        int whole = out.length() - PLACES + 1;
        while (out.length() > whole && out.endsWith('0')) out.cut(out.length() - 1);
    }

    private static void quote(LineBuffer out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (isLineBreak(c)) {
                out.append('\\').append('\\').append(c == '\n' ? 'n' : 'r');
                i++;
            } else {
                if (c == '"' || c == '\\') out.append('\\');
                i = out.append(text, i);
            }
        }
        out.append('"');
    }

    /** A tag that has nothing left to write is none: InfluxDB refuses empty ones, and with them the whole point. */
    private static void tag(LineBuffer out, byte[] name, String value) {
        int start = out.length();
        out.append(',').append(name).append('=');
        int middle = out.length();
        escape(out, value, SEPARATORS);
        if (name.length == 0 || out.length() == middle) out.cut(start);
    }

    private static void escape(LineBuffer out, String text, String special) {
        int start = out.length();
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (isLineBreak(c)) {
                out.append('\\').append(c == '\n' ? 'n' : 'r');
                i++;
            } else {
                if (special.indexOf(c) >= 0) leaveOutBackslashes(out, start).append('\\');
                i = out.append(text, i);
            }
        }
        leaveOutBackslashes(out, start);
    }

    private static boolean isLineBreak(char c) {
        return c == '\n' || c == '\r';
    }

    /** Those that what was written since then ends with. */
    private static LineBuffer leaveOutBackslashes(LineBuffer out, int start) {
        while (out.length() > start && out.endsWith('\\')) out.cut(out.length() - 1);
        return out;
    }
}
