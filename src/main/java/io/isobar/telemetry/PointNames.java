package io.isobar.telemetry;

import java.util.Set;
import java.util.regex.Pattern;

/** Which names a tag or a field can have, whatever the message and the device. */
public final class PointNames {

    /** InfluxDB cannot tell a tag or a field from the time by the same name; the names with _ are InfluxDB 2's own. */
    private static final Set<String> RESERVED = Set.of("time", "_time", "_field", "_measurement", "");

    /** A line break, and a backslash at the end or before a separator. */
    private static final Pattern UNSPEAKABLE = Pattern.compile("[\n\r]|\\\\(?:[ ,=]|\\z)");

    private PointNames() {}

    public static boolean isReserved(String name) {
        return RESERVED.contains(name);
    }

    /** Line protocol cannot say these, and what it says instead may be the name of another tag or of a field. */
    public static boolean isUnspeakable(String name) {
        return UNSPEAKABLE.matcher(name).find();
    }
}
