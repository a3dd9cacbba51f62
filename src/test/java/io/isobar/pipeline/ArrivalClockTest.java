package io.isobar.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArrivalClockTest {

    private final AtomicInteger readings = new AtomicInteger();
    private Instant wall = Instant.parse("2026-11-21T09:00:00.123456789Z");
    private long monotonic = Long.MAX_VALUE - 10_000_000;
    private Duration stop = Duration.ZERO;
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

    @Test
    void epochNanos_manyAtOnce_eachHasAMicrosecondOfItsOwn() {
        pass(Duration.ofMillis(1));
        List<Long> microseconds = tell(1_000);

        assertThat(microseconds).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void epochNanos_threadStoppedBetweenBothClocks_tellsNoMicrosecondTwice() {
        stop = Duration.ofMillis(5);
        List<Long> microseconds = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            pass(Duration.ofMillis(1));
            microseconds.addAll(tell(3));
            stop = Duration.ZERO;
        }

        assertThat(microseconds).doesNotHaveDuplicates().isSorted();
        assertThat(told()).isBetween(wall, wall.plusNanos(3_000));
    }

    @Test
    void epochNanos_wallClockSetBackALittle_goesOnUntilItIsThereAgain() {
        pass(Duration.ofMillis(1));
        Instant before = told();
        wall = wall.minusMillis(200);
        pass(Duration.ofMillis(100));

        assertThat(told()).isEqualTo(before.plusNanos(1_000));
        pass(Duration.ofMillis(150));
        assertThat(told()).isEqualTo(wall);
    }

    /** Stopped for a while before it comes to it. */
    private Instant read() {
        readings.incrementAndGet();
        if (readings.get() > 1) pass(stop);
        return wall;
    }

    private List<Long> tell(int times) {
        return Stream.generate(() -> Math.floorDiv(clock.epochNanos(), 1_000L))
                .limit(times)
                .toList();
    }

    private void pass(Duration time) {
        wall = wall.plus(time);
        monotonic += time.toNanos();
    }

    private Instant told() {
        return Instant.EPOCH.plus(clock.epochNanos(), ChronoUnit.NANOS);
    }
}
