package io.isobar.ingest;

import io.isobar.telemetry.Point;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is left of a point's tags in InfluxDB, by what line protocol cannot say: a line break is the two characters {@code \n}
 * there, a backslash at the end or before a space, a comma or an equals sign is left out, a tag without a value is none, and
 * half of a surrogate pair is a question mark. Written down a second time, so that a test need not ask what it tests.
 */
final class StoredTags {

    private StoredTags() {}

    static SortedMap<String, String> of(Point point) {
        SortedMap<String, String> stored = new TreeMap<>();
        point.tags().asMap().forEach((name, value) -> stored.put(text(name), text(value)));
        stored.values().removeIf(String::isEmpty);
        return stored;
    }

    private static String text(String text) {
        String said =
                text.replaceAll("\\\\+(?=[ ,=]|\\z)", "").replace("\n", "\\n").replace("\r", "\\r");
        return new String(said.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
