package io.isobar.route;

import io.isobar.pipeline.Delivery;
import io.isobar.telemetry.DeviceClock;
import io.isobar.telemetry.PayloadHash;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides at which instant the point of a message lies: the device's own time where it is possible, else the arrival.
 *
 * <p>A point replaces another one of its series at the same instant. A redelivered message must do that and a different
 * message must not, so the digits that a coarse clock does not show are taken from the payload. A message without a usable
 * time cannot have this: each delivery of it arrives at another time.
 */
public final class ReadingTime {

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Duration AHEAD = Duration.ofDays(1);

    private final DeviceClock clock;
    private final boolean spread;
    private final Counter replaced;

    /** @param replaced counts times that were there but unreadable, before 2000 or more than a day ahead */
    public ReadingTime(DeviceClock clock, boolean spread, Counter replaced) {
        this.clock = clock;
        this.spread = spread;
        this.replaced = replaced;
    }

    /** @param preview whether nothing is to be counted */
    long of(Delivery delivery, @Nullable String told, boolean preview) {
        DeviceClock.Time time = told == null ? arrival(delivery) : told(delivery, told, preview);
        return spread ? time.spread(PayloadHash.of(delivery.payload())) : time.epochNanos();
    }

    private DeviceClock.Time told(Delivery delivery, String text, boolean preview) {
        Optional<DeviceClock.Time> time = clock.read(text).filter(read -> possible(read.instant(), delivery));
        if (time.isPresent()) return time.get();
        if (!preview) replaced.increment();
        return arrival(delivery);
    }

    private static boolean possible(Instant instant, Delivery delivery) {
        return !instant.isBefore(EARLIEST)
                && !instant.isAfter(delivery.receivedAt().plus(AHEAD));
    }

    private static DeviceClock.Time arrival(Delivery delivery) {
        Instant micros = delivery.receivedAt().truncatedTo(ChronoUnit.MICROS);
        return new DeviceClock.Time(ChronoUnit.NANOS.between(Instant.EPOCH, micros), 1_000);
    }
}
