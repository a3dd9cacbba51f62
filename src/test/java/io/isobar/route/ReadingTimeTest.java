package io.isobar.route;

import static io.isobar.route.Deliveries.ARRIVAL_MICROS_AS_NANOS;
import static io.isobar.route.Deliveries.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.pipeline.Delivery;
import io.isobar.telemetry.DeviceClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingTimeTest {

    private static final DeviceClock CLOCK = new DeviceClock(ZoneOffset.UTC);

    private final Counter replaced = new SimpleMeterRegistry().counter("replaced");
    private final ReadingTime exact = new ReadingTime(CLOCK, false, replaced);
    private final ReadingTime spread = new ReadingTime(CLOCK, true, replaced);

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T09:00:00,      2026-11-21T09:00:00Z",
        "1795251600123,            2026-11-21T09:00:00.123Z",
        "2000-01-01T00:00:00Z,     2000-01-01T00:00:00Z",
        "2026-11-22T09:30:00.123Z, 2026-11-22T09:30:00.123Z",
        // To the nanosecond a day after the arrival.
        "2026-11-22T09:30:00.123456789Z, 2026-11-22T09:30:00.123456789Z",
    })
    void of_possibleTime_isTaken(String told, Instant instant) {
        assertThat(of(exact, delivery("{}"), told, false)).isEqualTo(ChronoUnit.NANOS.between(Instant.EPOCH, instant));
        assertThat(replaced.count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2026-02-30T09:00:00",
                "1999-12-31T23:59:59.999999999Z",
                "1970-01-01T00:00:00",
                "0",
                "-1",
                "2026-11-22T09:30:00.123456790Z",
                "2027-11-21T09:00:00",
                "9999-12-31T23:59:59Z",
                "99999999999999999999",
            })
    void of_impossibleTime_isTheArrivalAndCounted(String told) {
        assertThat(of(exact, delivery("{}"), told, false)).isEqualTo(ARRIVAL_MICROS_AS_NANOS);
        assertThat(replaced.count()).isEqualTo(1);
    }

    @Test
    void of_noTime_isTheArrivalAndNotCounted() {
        assertThat(of(exact, delivery("{}"), null, false)).isEqualTo(ARRIVAL_MICROS_AS_NANOS);
        assertThat(replaced.count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-21T09:00:00", "1795251600123", ""})
    void of_samePayload_isTheSameInstant(String told) {
        assertThat(of(spread, delivery("{\"pressure\":1}"), told, false))
                .isEqualTo(of(spread, delivery("{\"pressure\":1}"), told, false));
    }

    @Test
    void of_differentPayloadsOfOneSecond_differWithinThatSecond() {
        long first = of(spread, delivery("{\"pressure\":1}"), "2026-11-21T09:00:00", false);
        long second = of(spread, delivery("{\"pressure\":2}"), "2026-11-21T09:00:00", false);

        assertThat(first).isNotEqualTo(second);
        assertThat(first).isBetween(1_795_251_600_000_000_000L, 1_795_251_600_999_999_999L);
        assertThat(second).isBetween(1_795_251_600_000_000_000L, 1_795_251_600_999_999_999L);
    }

    @Test
    void of_differentPayloadsWithoutATime_differWithinTheMicrosecondOfTheArrival() {
        long first = of(spread, delivery("{\"pressure\":1}"), null, false);
        long second = of(spread, delivery("{\"pressure\":2}"), null, false);

        assertThat(first).isNotEqualTo(second);
        assertThat(first).isBetween(ARRIVAL_MICROS_AS_NANOS, ARRIVAL_MICROS_AS_NANOS + 999);
    }

    @Test
    void of_spreadIsOff_isTheToldTime() {
        String told = "2026-11-21T09:00:00";

        assertThat(of(exact, delivery("{\"pressure\":1}"), told, false))
                .isEqualTo(of(exact, delivery("{\"pressure\":2}"), told, false))
                .isEqualTo(1_795_251_600_000_000_000L);
    }

    @Test
    void of_previewOfAnUnreadableTime_isNotCounted() {
        of(exact, delivery("{}"), "soon", true);

        assertThat(replaced.count()).isZero();
    }

    private static long of(ReadingTime time, Delivery delivery, @Nullable String told, boolean preview) {
        Values values = new Values();
        values.clear(1);
        if (told != null) values.set(0, told, 0, told.length());
        return time.of(delivery, values, 0, preview);
    }
}
