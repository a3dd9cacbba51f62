package io.isobar.metadata;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Makes one of equal values where it can: it remembers one value for each of a fixed number of slots, and forgets that when
 * another one falls into the same slot. So it never grows, whatever comes, and what comes often is mostly found. Any thread may
 * use it.
 */
public final class Interner<T> {

    private final AtomicReferenceArray<@Nullable T> slots;

    /** @param slots a power of two */
    public Interner(int slots) {
        if (Integer.bitCount(slots) != 1) throw new IllegalArgumentException(slots + " is not a power of two");
        this.slots = new AtomicReferenceArray<>(slots);
    }

    /** @return the equal value that is remembered, or the value itself, which then is */
    public T shared(T value) {
        int hash = value.hashCode();
        int slot = (hash ^ hash >>> 16) & slots.length() - 1;
        T known = slots.get(slot);
        if (value.equals(known)) return known;
        slots.set(slot, value);
        return value;
    }
}
