package io.isobar.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceClockTest {

    private final DeviceClock clock = new DeviceClock(ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T09:00:00,            2026-11-21T09:00:00Z",
        "2026-11-21 09:00:00,            2026-11-21T09:00:00Z",
        "2026-11-21T09:00:00Z,           2026-11-21T09:00:00Z",
        "2026-11-21 09:00:00Z,           2026-11-21T09:00:00Z",
        "2026-11-21T09:00:00+00:00,      2026-11-21T09:00:00Z",
        "2026-11-21T09:00:00+01:00,      2026-11-21T08:00:00Z",
        "2026-11-21T09:00:00+0100,       2026-11-21T08:00:00Z",
        "2026-11-21T09:00:00+01,         2026-11-21T08:00:00Z",
        "2026-11-21T09:00:00-05:30,      2026-11-21T14:30:00Z",
        "2026-11-21T23:30:00-01:00,      2026-11-22T00:30:00Z",
        "2026-11-21T09:00,               2026-11-21T09:00:00Z",
        "2026-11-21T09:00Z,              2026-11-21T09:00:00Z",
        "2026-11-21T09:00+0100,          2026-11-21T08:00:00Z",
        "2024-02-29T00:00:00,            2024-02-29T00:00:00Z",
        "1969-12-31T23:59:59,            1969-12-31T23:59:59Z",
        "1900-01-01T00:00:00Z,           1900-01-01T00:00:00Z",
        "2262-04-11T23:47:16Z,           2262-04-11T23:47:16Z",
    })
    void read_iso_isThatSecond(String text, Instant instant) {
        assertThat(clock.read(text)).contains(time(instant, 1_000_000_000));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T09:00:00.1,             100000000, 100000000",
        "2026-11-21T09:00:00.12,            120000000, 10000000",
        "2026-11-21T09:00:00.123,           123000000, 1000000",
        "2026-11-21T09:00:00.1234,          123400000, 100000",
        "2026-11-21T09:00:00.12345,         123450000, 10000",
        "2026-11-21T09:00:00.123456,        123456000, 1000",
        "2026-11-21T09:00:00.1234567,       123456700, 100",
        "2026-11-21T09:00:00.12345678,      123456780, 10",
        "2026-11-21T09:00:00.123456789,     123456789, 1",
        "2026-11-21T09:00:00.1234567899,    123456789, 1",
        "2026-11-21T09:00:00.000,           0,         1000000",
        "2026-11-21T09:00:00.123Z,          123000000, 1000000",
        "2026-11-21T10:00:00.123+01:00,     123000000, 1000000",
        "2026-11-21T10:00:00.123+0100,      123000000, 1000000",
        "2026-11-21 09:00:00.123,           123000000, 1000000",
        "'2026-11-21T09:00:00,123',         123000000, 1000000",
    })
    void read_isoWithFraction_hasTheTickOfItsDigits(String text, long nanos, long tick) {
        Instant instant = Instant.parse("2026-11-21T09:00:00Z").plusNanos(nanos);

        assertThat(clock.read(text)).contains(time(instant, tick));
    }

    @Test
    void read_fractionBefore1970_countsForward() {
        assertThat(clock.read("1969-12-31T23:59:59.75")).contains(new DeviceClock.Time(-250_000_000, 10_000_000));
    }

    @ParameterizedTest
    @CsvSource({
        "1700000000,           1700000000000000000, 1000000000",
        "1700000000000,        1700000000000000000, 1000000",
        "1700000000123,        1700000000123000000, 1000000",
        "1700000000123456,     1700000000123456000, 1000",
        "1700000000123456789,  1700000000123456789, 1",
        "0,                    0,                   1000000000",
        "-1,                   -1000000000,         1000000000",
        "-1700000000123,       -1700000000123000000, 1000000",
        "946684800,            946684800000000000,  1000000000",
        "1.7e9,                1700000000000000000, 1000000000",
        "1.700000000123E12,    1700000000123000000, 1000000",
        "9223372036854775807,  9223372036854775807, 1",
    })
    void read_epoch_isInTheUnitOfItsMagnitude(String text, long epochNanos, long tick) {
        assertThat(clock.read(text)).contains(new DeviceClock.Time(epochNanos, tick));
    }

    @ParameterizedTest
    @CsvSource({
        "1700000000.5,            1700000000500000000, 100000000",
        "1700000000.123,          1700000000123000000, 1000000",
        "1700000000.000,          1700000000000000000, 1000000",
        "1700000000.123456,       1700000000123456000, 1000",
        "1700000000.123456789,    1700000000123456789, 1",
        "1700000000.1234567899,   1700000000123456789, 1",
        "1700000000123.4,         1700000000123400000, 100000",
        "1700000000123456.7,      1700000000123456700, 100",
        "1700000000123456789.9,   1700000000123456789, 1",
        "1.700000000123E9,        1700000000123000000, 1000000",
        "-1.5,                    -1500000000,         100000000",
    })
    void read_epochWithDecimals_hasTheTickOfItsDigits(String text, long epochNanos, long tick) {
        assertThat(clock.read(text)).contains(new DeviceClock.Time(epochNanos, tick));
    }

    @ParameterizedTest
    @ValueSource(strings = {" 2026-11-21T09:00:00", "2026-11-21T09:00:00\n", "\t1795251600 ", "\u2003 1795251600000"})
    void read_whitespaceAround_isIgnored(String text) {
        assertThat(clock.read(text).orElseThrow().instant()).isEqualTo(Instant.parse("2026-11-21T09:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "now",
                "null",
                "NaN",
                "Infinity",
                "-",
                ".",
                "1e",
                "0x10",
                "12abc",
                "1 700 000 000",
                "1700000000Z",
                "2026-11",
                "2026-11-21",
                "09:00:00",
                "2026-11-21T",
                "2026-11-21T09",
                "2026-11-21T09:00:",
                "2026-11-21T9:00:00",
                "26-11-21T09:00:00",
                "2026/11/21 09:00:00",
                "21.11.2026 09:00:00",
                "2026-11-21T09:00:00.",
                "2026-11-21T09:00:00.Z",
                "2026-11-21T09:00:00.1.2",
                "2026-11-21T09:00:00 PM",
                "2026-11-21T09:00:00Z trailing",
                "2026-11-21T09:00:00+1",
                "2026-11-21T09:00:00+19:00",
                "x2026-11-21T09:00:00",
                "Sat, 21 Nov 2026 09:00:00 GMT",
            })
    void read_notATime_isEmpty(String text) {
        assertThat(clock.read(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-2109:00:00",
                "2026-11-21T 09:00:00",
                "2026-11-21.5T09:00:00",
                "2026.5-11-21T09:00:00",
                "2026-11-21T09.5:00:00",
                "2026-11-21T09:00:00+01.5:00",
                "2026-11-21T09:00:00Z.5",
                "2026-11-21T09:00:00ZZ",
            })
    void read_almostATime_isEmpty(String text) {
        assertThat(clock.read(text)).isEmpty();
    }

    /** ISO 8601 means half a minute by it, which nobody writes; half a second would be wrong. */
    @Test
    void read_fractionOfAMinute_isNotTakenForOneOfASecond() {
        assertThat(clock.read("2026-11-21T09:00.5")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-29T09:00:00",
                "2026-02-30T09:00:00",
                "2026-04-31T09:00:00Z",
                "2026-02-31T09:00:00.5+01:00",
                "2026-02-32T09:00:00",
                "2026-13-01T09:00:00",
                "2026-00-01T09:00:00",
                "2026-01-00T09:00:00",
                "2026-01-01T25:00:00",
                "2026-01-01T09:60:00",
                "2026-01-01T09:00:60",
            })
    void read_timeThatDoesNotExist_isEmpty(String text) {
        assertThat(clock.read(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9999-12-31T23:59:59Z",
                "2262-04-11T23:47:17Z",
                "1677-01-01T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "+10000-01-01T00:00:00Z",
                "9223372036854775808",
                "-9223372036854775809",
                "99999999999999999999999999999999",
                "1e19",
                "1e999",
                "1e2147483647",
                "1e-2147483647",
                "99999999999",
                "1.0e99999999999",
            })
    void read_outsideOf64BitsOfNanoseconds_isEmpty(String text) {
        assertThat(clock.read(text)).isEmpty();
    }

    @Test
    void read_hundredThousandDigits_isEmpty() {
        assertThat(clock.read("1".repeat(100_000))).isEmpty();
        assertThat(clock.read("2026-11-21T09:00:00." + "1".repeat(100_000)))
                .contains(time(Instant.parse("2026-11-21T09:00:00.111111111Z"), 1));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-15T09:00:00,       2026-01-15T08:00:00Z",
        "2026-07-15T09:00:00,       2026-07-15T07:00:00Z",
        "2026-07-15T09:00:00Z,      2026-07-15T09:00:00Z",
        "2026-07-15T09:00:00+05:00, 2026-07-15T04:00:00Z",
        "1784106000,                2026-07-15T09:00:00Z",
        // 02:30 did not exist on this day: as late after the jump as it would have been.
        "2026-03-29T02:30:00,       2026-03-29T01:30:00Z",
        // 02:30 existed twice on this day: the first of them.
        "2026-10-25T02:30:00,       2026-10-25T00:30:00Z",
    })
    void read_zoneIsSet_isOfTimesWithoutOne(String text, Instant instant) {
        DeviceClock berlin = new DeviceClock(ZoneId.of("Europe/Berlin"));

        assertThat(berlin.read(text).orElseThrow().instant()).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-21T09:00:00", "1700000000123", "1969-12-31T23:59:58.5", "-1700000000", "-1"})
    void spread_anyHash_staysWithinTheTickAndNeverBelowTheToldTime(String text) {
        DeviceClock.Time time = clock.read(text).orElseThrow();
        Random hashes = new Random(1);

        for (int i = 0; i < 1000; i++) {
            long hash = hashes.nextLong();
            assertThat(time.spread(hash))
                    .isBetween(time.epochNanos(), time.epochNanos() + time.tickNanos() - 1)
                    .isEqualTo(time.spread(hash));
        }
        assertThat(time.spread(Long.MIN_VALUE)).isGreaterThanOrEqualTo(time.epochNanos());
    }

    @Test
    void spread_differentHashes_differ() {
        DeviceClock.Time time = new DeviceClock.Time(0, 1_000_000_000);

        assertThat(time.spread(1)).isNotEqualTo(time.spread(2));
    }

    @Test
    void spread_tickOfANanosecond_isTheToldTime() {
        assertThat(new DeviceClock.Time(-7, 1).spread(Long.MIN_VALUE)).isEqualTo(-7);
    }

    @Test
    void instant_before1970_isExact() {
        assertThat(new DeviceClock.Time(-1, 1).instant()).isEqualTo(Instant.EPOCH.minusNanos(1));
    }

    /** Most times are read on a way of their own, which must be no other one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "Z",
                "+05:30",
                "-18:00",
                "Europe/Berlin",
                "America/St_Johns",
                "Australia/Lord_Howe",
                "Pacific/Apia",
                "Africa/Monrovia"
            })
    void read_partOfAText_isAsOfThatTextAlone(String zone) {
        DeviceClock local = new DeviceClock(ZoneId.of(zone));
        long seed = Long.getLong("test.seed", System.nanoTime());
        RandomTimes times = new RandomTimes(seed);
        RandomGenerator hashes = new SplittableRandom(seed);
        int understood = 0;

        for (int i = 0; i < 50_000; i++) {
            String text = times.next();
            char[] longer = ("9:" + text + "0Z").toCharArray();
            long hash = hashes.nextLong();
            assertThat(local.read(longer, 2, longer.length - 2, hash))
                    .as("%s in %s with %d", text, zone, hash)
                    .isEqualTo(spread(local.read(text), hash));
            if (CommonTimes.read(longer, 2, longer.length - 2, ZoneId.of(zone), hash) != DeviceClock.NONE) understood++;
        }

        assertThat(understood).isBetween(10_000, 45_000);
    }

    @Test
    void read_hourThatDoesNotExistOrComesTwice_isAsOfThatTextAlone() {
        DeviceClock berlin = new DeviceClock(ZoneId.of("Europe/Berlin"));

        for (int minute = 0; minute < 240; minute++) {
            String hour = "%02d:%02d:00".formatted(minute / 60, minute % 60);
            for (String day : List.of("2026-03-29T", "2026-10-25T")) {
                assertThat(berlin.read((day + hour).toCharArray(), 0, 19, 0))
                        .isEqualTo(spread(berlin.read(day + hour), 0));
            }
        }
    }

    private static DeviceClock.Time time(Instant instant, long tick) {
        return new DeviceClock.Time(ChronoUnit.NANOS.between(Instant.EPOCH, instant), tick);
    }

    private static long spread(Optional<DeviceClock.Time> time, long hash) {
        return time.map(told -> told.spread(hash)).orElse(DeviceClock.NONE);
    }
}
