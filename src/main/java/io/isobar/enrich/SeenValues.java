package io.isobar.enrich;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A set of hashes that only grows, in 24 bits for each of them: Bloom filters, each four times as large as the one before, so
 * that a small set takes little. What was added is always found. Of what was not, at most 1 in 24,000 is found all the same
 * for each filter that is full (8 probes of 24 bits: (1 - e^(-8/24))^8): 1 in 8,000 with 10,000 hashes in the set, 1 in 5,000
 * with 100,000.
 *
 * <p>Many threads may look while one adds; the adding is for the caller to lock.
 */
final class SeenValues {

    private static final int FIRST = 1_000;

    private final int capacity;
    private volatile Filter[] filters = {};
    private int size;
    private int room;

    /** @param capacity how many hashes will be added at most */
    SeenValues(int capacity) {
        this.capacity = capacity;
    }

    boolean contains(long hash) {
        Filter[] all = filters;
        // The last one is the largest.
        for (int i = all.length - 1; i >= 0; i--) {
            if (all[i].contains(hash)) return true;
        }
        return false;
    }

    void add(long hash) {
        if (size == room) grow();
        filters[filters.length - 1].add(hash);
        size++;
    }

    private void grow() {
        Filter[] old = filters;
        int next = (int) Math.min((long) FIRST << 2 * old.length, capacity - room);
        Filter[] more = Arrays.copyOf(old, old.length + 1);
        more[old.length] = new Filter(next);
        filters = more;
        room += next;
    }

    /** How much memory the filters take. */
    long bytes() {
        long bytes = 0;
        for (Filter filter : filters) bytes += 8L * filter.words.length();
        return bytes;
    }

    private static final class Filter {

        private static final int BITS = 24;
        private static final int PROBES = 8;

        private final AtomicLongArray words;
        private final long bits;

        Filter(int capacity) {
            words = new AtomicLongArray(Math.ceilDiv(capacity * BITS, Long.SIZE));
            bits = (long) words.length() * Long.SIZE;
        }

        boolean contains(long hash) {
            for (int i = 0; i < PROBES; i++) {
                long bit = bit(hash, i);
                if ((words.get((int) (bit >>> 6)) & 1L << bit) == 0) return false;
            }
            return true;
        }

        void add(long hash) {
            for (int i = 0; i < PROBES; i++) {
                long bit = bit(hash, i);
                int word = (int) (bit >>> 6);
                words.set(word, words.get(word) | 1L << bit);
            }
        }

        /** The halves of one hash are as good as many hashes (Kirsch, Mitzenmacher: Less Hashing, Same Performance). */
        private long bit(long hash, int probe) {
            int mixed = (int) hash + probe * (int) (hash >>> 32 | 1);
            return Integer.toUnsignedLong(mixed) * bits >>> 32;
        }
    }
}
