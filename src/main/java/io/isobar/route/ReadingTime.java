package io.isobar.route;

import io.isobar.pipeline.Delivery;
import io.isobar.telemetry.DeviceClock;
import io.isobar.telemetry.PayloadHash;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.Instant;

/**
 * Decides at which instant the point of a message lies: the device's own time where it is possible, else the arrival.
 *
 * <p>A point replaces another one of its series at the same instant. A redelivered message must do that and a different
 * message must not, so the digits that a coarse clock does not show are taken from the payload. A message without a usable
 * time cannot have this: each delivery of it arrives at another time.
 */
public final class ReadingTime {

    private static final long EARLIEST = Duration.between(Instant.EPOCH, Instant.parse("2000-01-01T00:00:00Z"))
            .toNanos();
    private static final long AHEAD = Duration.ofDays(1).toNanos();

    private final DeviceClock clock;
    private final boolean spread;
    private final Counter replaced;

    /** @param replaced counts times that were there but unreadable, before 2000 or more than a day ahead */
    public ReadingTime(DeviceClock clock, boolean spread, Counter replaced) {
        this.clock = clock;
        this.spread = spread;
        this.replaced = replaced;
    }

    /**
     * @param slot of the time that the device told
     * @param preview whether nothing is to be counted
     */
    long of(Delivery delivery, Values values, int slot, boolean preview) {
        long hash = spread ? PayloadHash.of(delivery.payload()) : 0;
        if (!values.has(slot)) return arrival(delivery, hash);
        // Something that is there but of no use is not missing: it is no time.
        long told = values.hasText(slot)
                ? clock.read(values.texts(), values.start(slot), values.end(slot), hash)
                : DeviceClock.NONE;
        if (possible(told, delivery)) return told;
        if (!preview) replaced.increment();
        return arrival(delivery, hash);
    }

    private static boolean possible(long epochNanos, Delivery delivery) {
        return epochNanos >= EARLIEST && epochNanos - delivery.receivedNanos() <= AHEAD;
    }

    private static long arrival(Delivery delivery, long hash) {
        long nanos = delivery.receivedNanos();
        return DeviceClock.spread(nanos - Math.floorMod(nanos, 1_000), 1_000, hash);
    }
}
