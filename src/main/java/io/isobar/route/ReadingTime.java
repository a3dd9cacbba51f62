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
        DeviceClock.Time time = values.has(slot) ? told(delivery, values, slot, preview) : arrival(delivery);
        return spread ? time.spread(PayloadHash.of(delivery.payload())) : time.epochNanos();
    }

    /** Something that is there but of no use is not missing: it is no time. */
    private DeviceClock.Time told(Delivery delivery, Values values, int slot, boolean preview) {
        DeviceClock.Time time =
                values.hasText(slot) ? clock.read(values.texts(), values.start(slot), values.end(slot)) : null;
        if (time != null && possible(time.epochNanos(), delivery)) return time;
        if (!preview) replaced.increment();
        return arrival(delivery);
    }

    private static boolean possible(long epochNanos, Delivery delivery) {
        return epochNanos >= EARLIEST && epochNanos - delivery.receivedNanos() <= AHEAD;
    }

    private static DeviceClock.Time arrival(Delivery delivery) {
        long nanos = delivery.receivedNanos();
        return new DeviceClock.Time(nanos - Math.floorMod(nanos, 1_000), 1_000);
    }
}
