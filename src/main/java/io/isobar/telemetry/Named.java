package io.isobar.telemetry;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values by name, in the order of the names, in as few objects as can be: there is one of these for each message. */
abstract sealed class Named<V> permits Tags, Fields {

    private final Names names;
    private final V[] values;

    /** @param values in the order of the names, null for those that are not there; they must not be changed afterwards */
    Named(Names names, @Nullable V[] values) {
        if (values.length != names.size()) throw new IllegalArgumentException("a value is wanted for each of " + names);
        int present = 0;
        for (V value : values) {
            if (value != null) present++;
        }
        this.names = present == values.length ? names : names.of(values, present);
        this.values = present(values, present);
    }

    @SuppressWarnings("NullAway") // each place of what comes out is filled
    private static <V> V[] present(@Nullable V[] values, int present) {
        if (present == values.length) return values;
        V[] rest = Arrays.copyOf(values, present);
        int next = 0;
        for (V value : values) {
            if (value != null) rest[next++] = value;
        }
        return rest;
    }

    /** The values of a map in the order of its names. */
    static <V> V[] values(Names names, Map<String, ? extends V> map, V[] into) {
        for (int i = 0; i < into.length; i++) into[i] = Objects.requireNonNull(map.get(names.get(i)));
        return into;
    }

    public Names names() {
        return names;
    }

    V[] values() {
        return values;
    }

    public int size() {
        return values.length;
    }

    public boolean isEmpty() {
        return values.length == 0;
    }

    public String name(int place) {
        return names.get(place);
    }

    /** The name as line protocol writes it. */
    byte[] written(int place) {
        return names.written(place);
    }

    public V value(int place) {
        return values[place];
    }

    /** The same as a map of its own. */
    public SortedMap<String, V> asMap() {
        SortedMap<String, V> map = new TreeMap<>();
        for (int i = 0; i < values.length; i++) map.put(names.get(i), values[i]);
        return Collections.unmodifiableSortedMap(map);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof Named<?> named
                        && getClass() == named.getClass()
                        && names.equals(named.names)
                        && Arrays.equals(values, named.values);
    }

    @Override
    public int hashCode() {
        return 31 * names.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return asMap().toString();
    }
}
