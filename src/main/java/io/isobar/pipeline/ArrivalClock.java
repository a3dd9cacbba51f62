package io.isobar.pipeline;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Tells when messages arrive, without an object for each: by the monotonic clock, and ten times a second by the wall clock, so
 * that it follows whoever sets that. No two arrivals have the same microsecond, whatever thread they come on and however late that
 * gets to read the wall clock: points of one series that had it would replace each other. Only after the clock was set back by a
 * second or more are times told again. Safe for use by many threads.
 */
public final class ArrivalClock {

    private record Reading(long nanoTime, long epochNanos) {}

    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long APART = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long SET_BACK = TimeUnit.SECONDS.toNanos(1);

    private final InstantSource wall;
    private final LongSupplier monotonic;
    private final AtomicLong told = new AtomicLong();
    private volatile Reading last;

    public ArrivalClock(InstantSource wall) {
        this(wall, System::nanoTime);
    }

    ArrivalClock(InstantSource wall, LongSupplier monotonic) {
        this.wall = wall;
        this.monotonic = monotonic;
        this.last = reading(monotonic.getAsLong());
    }

    /** Nanoseconds since 1970-01-01T00:00:00Z. */
    public long epochNanos() {
        long now = monotonic.getAsLong();
        Reading reading = last;
        if (now - reading.nanoTime() >= PERIOD) {
            reading = reading(now);
            last = reading;
        }
        long arrival = reading.epochNanos() + now - reading.nanoTime();
        return told.accumulateAndGet(arrival, ArrivalClock::apart);
    }

    private static long apart(long before, long arrival) {
        return arrival >= before + APART || arrival <= before - SET_BACK ? arrival : before + APART;
    }

    private Reading reading(long now) {
        return new Reading(now, ChronoUnit.NANOS.between(Instant.EPOCH, wall.instant()));
    }
}
