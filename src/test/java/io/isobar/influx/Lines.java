package io.isobar.influx;

import io.isobar.telemetry.Point;

/** Points as InfluxDB would get them, for tests of what comes before. */
public final class Lines {

    private Lines() {}

    /** With its line feed. */
    public static String of(Point point) {
        StringBuilder line = new StringBuilder();
        LineProtocol.append(line, point);
        return line.toString();
    }
}
