package io.isobar.telemetry;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names of tags or of fields, each once, in the order in which InfluxDB wants them for speed. All messages of a route share
 * theirs, so that a message has but values of its own.
 */
public final class Names {

    private final String[] sorted;
    /** Each as line protocol writes it. */
    private final byte[][] written;

    private final int hash;
    /** May be that of any thread. */
    private @Nullable Union last;

    private record Union(Names others, Names all) {}

    private Names(String[] sorted, byte[][] written) {
        this.sorted = sorted;
        this.written = written;
        this.hash = Arrays.hashCode(sorted);
    }

    /** @throws IllegalArgumentException if a name is there twice */
    public static Names of(Collection<String> names) {
        String[] sorted = names.toArray(String[]::new);
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i].equals(sorted[i - 1])) throw new IllegalArgumentException(sorted[i] + " is there twice");
        }
        return new Names(sorted, Arrays.stream(sorted).map(LineProtocol::name).toArray(byte[][]::new));
    }

    public int size() {
        return sorted.length;
    }

    public String get(int place) {
        return sorted[place];
    }

    byte[] written(int place) {
        return written[place];
    }

    /** Where a name is in the order; negative if it is not there. */
    public int place(String name) {
        return Arrays.binarySearch(sorted, name);
    }

    /** These and others. The last answer is remembered: all points of a route ask for the same. */
    Names and(Names others) {
        Union known = last;
        if (known != null && known.others() == others) return known.all();
        Set<String> all = new HashSet<>(Arrays.asList(sorted));
        all.addAll(Arrays.asList(others.sorted));
        Union union = new Union(others, of(all));
        last = union;
        return union.all();
    }

    /** Those of the names in whose place there is something. */
    Names of(@Nullable Object[] values, int present) {
        String[] rest = new String[present];
        byte[][] restWritten = new byte[present][];
        int next = 0;
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) continue;
            rest[next] = sorted[i];
            restWritten[next++] = written[i];
        }
        return new Names(rest, restWritten);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof Names names && hash == names.hash && Arrays.equals(sorted, names.sorted);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return Arrays.toString(sorted);
    }
}
