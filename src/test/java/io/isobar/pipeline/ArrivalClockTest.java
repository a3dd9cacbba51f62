package io.isobar.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ArrivalClockTest {

    private final AtomicInteger readings = new AtomicInteger();
    private Instant wall = Instant.parse("2026-11-21T09:00:00.123456789Z");
    private long monotonic = Long.MAX_VALUE - 10_000_000;
    private final ArrivalClock clock = new ArrivalClock(this::read, () -> monotonic);

    @Test
    void epochNanos_aMomentLater_isToTheNanosecond() {
        pass(Duration.ofNanos(1));
        assertThat(told()).isEqualTo(wall);

        pass(Duration.ofMillis(99));
        assertThat(told()).isEqualTo(wall);
        assertThat(readings).hasValue(1);
    }

    @Test
    void epochNanos_overSeconds_readsTheWallClockTenTimesASecond() {
        for (int i = 0; i < 5_000; i++) {
            pass(Duration.ofMillis(1));
            assertThat(told()).isEqualTo(wall);
        }

        assertThat(readings).hasValue(1 + 50);
    }

    @Test
    void epochNanos_wallClockSet_followsIt() {
        wall = wall.minusSeconds(3_600);
        pass(Duration.ofMillis(100));

        assertThat(told()).isEqualTo(wall);
    }

    private Instant read() {
        readings.incrementAndGet();
        return wall;
    }

    private void pass(Duration time) {
        wall = wall.plus(time);
        monotonic += time.toNanos();
    }

    private Instant told() {
        return Instant.EPOCH.plus(clock.epochNanos(), ChronoUnit.NANOS);
    }
}
