package io.isobar.pipeline;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long the payloads may be together that a flow has on their way. A longer one is taken alone. Safe for use by many threads.
 */
public final class ByteBudget {

    private final long capacity;
    private final AtomicLong taken = new AtomicLong();
    /** Which one has taken more than its capacity. */
    private final AtomicReference<@Nullable ByteBudget> exceeding;

    /** @param capacity in bytes */
    public ByteBudget(long capacity) {
        this(capacity, new AtomicReference<>());
    }

    private ByteBudget(long capacity, AtomicReference<@Nullable ByteBudget> exceeding) {
        this.capacity = capacity;
        this.exceeding = exceeding;
    }

    /** The same for each of several flows; only one of them at a time has a payload on its way that is longer than its part. */
    public static List<ByteBudget> parts(long capacity, int flows) {
        AtomicReference<@Nullable ByteBudget> exceeding = new AtomicReference<>();
        return Stream.generate(() -> new ByteBudget(capacity / flows, exceeding))
                .limit(flows)
                .toList();
    }

    /** Takes room for a payload; false if there is none now. */
    boolean tryTake(int length) {
        long before = taken.getAndAdd(length);
        if (before + length <= capacity) return true;
        if (before == 0 && exceeding.compareAndSet(null, this)) return true;
        taken.addAndGet(-length);
        return false;
    }

    void free(int length) {
        taken.addAndGet(-length);
        if (length > capacity) exceeding.set(null);
    }

    /** Whether so many bytes could be taken now, if no other flow has taken more than its part. */
    boolean hasRoom(long length) {
        long before = taken.get();
        return before == 0 || before + length <= capacity;
    }
}
