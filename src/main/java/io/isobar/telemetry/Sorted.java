package io.isobar.telemetry;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Copies of maps that cannot be changed. */
final class Sorted {

    private Sorted() {}

    static <V> SortedMap<String, V> copyOf(SortedMap<String, V> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
}
