package io.isobar.telemetry;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the time that a device wrote: ISO 8601 with or without a zone, or seconds, milli-, micro- or nanoseconds since 1970,
 * told apart by their magnitude.
 *
 * @param zone the zone of a time that names none
 */
public record DeviceClock(ZoneId zone) {

    /** In place of a time. */
    public static final long NONE = Long.MIN_VALUE;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    /** Only the shape; whether such a day and hour exist is for the parsers of java.time, which are strict. */
    private static final Pattern ISO = Pattern.compile("(?<date>\\d{4}-\\d\\d-\\d\\d)[T ]"
            + "(?<time>\\d\\d:\\d\\d(:\\d\\d)?)((?<=:\\d\\d:\\d\\d)[.,](?<fraction>\\d+))?"
            + "(?<zone>Z|[+-]\\d\\d(:?\\d\\d)?)?");

    /**
     * A time as its device told it.
     *
     * @param tickNanos how far apart two neighbouring times of that clock are, in nanoseconds: 1,000,000,000 for a clock
     *     that shows whole seconds, 1 for one that shows nanoseconds
     */
    public record Time(long epochNanos, long tickNanos) {

        public Instant instant() {
            return Instant.ofEpochSecond(
                    Math.floorDiv(epochNanos, NANOS_PER_SECOND), Math.floorMod(epochNanos, NANOS_PER_SECOND));
        }

        /** See {@link DeviceClock#spread}. */
        public long spread(long hash) {
            return DeviceClock.spread(epochNanos, tickNanos, hash);
        }
    }

    public DeviceClock {
        // UTC by one of its other names is the zone whose rules need no look at them.
        zone = zone.normalized();
    }

    /**
     * The time in the text from one place to another, as {@link #spread}; {@link #NONE} if there is none that {@link
     * #read(String)} could read.
     */
    public long read(char[] text, int from, int to, long hash) {
        long time = CommonTimes.read(text, from, to, zone, hash);
        if (time != NONE) return time;
        return read(new String(text, from, to - from))
                .map(told -> told.spread(hash))
                .orElse(NONE);
    }

    /**
     * A time with the digits that its clock does not show taken from a hash, so that different messages of one tick differ while
     * each message keeps its instant however often it is delivered. Zero leaves the time as it is.
     *
     * @param tickNanos see {@link Time}
     */
    public static long spread(long epochNanos, long tickNanos, long hash) {
        return epochNanos + Math.floorMod(hash, tickNanos);
    }

    /** The time in a text, or empty if there is none that can be told in 64 bits of nanoseconds (1677 to 2262). */
    public Optional<Time> read(String text) {
        String trimmed = text.strip();
        try {
            return Optional.of(looksLikeNumber(trimmed) ? epoch(trimmed) : iso(trimmed));
        } catch (DateTimeException | NumberFormatException | ArithmeticException notATime) {
            return Optional.empty();
        }
    }

    private static boolean looksLikeNumber(String text) {
        return text.length() <= 40 && text.indexOf('-', 1) < 0 && text.indexOf(':') < 0;
    }

    private static Time epoch(String text) {
        BigDecimal number = new BigDecimal(text);
        if (number.precision() - number.scale() > 20) throw new ArithmeticException("too large");
        long unit = unitNanos(number.toBigInteger().abs().toString().length());
        long tick = Math.max(1, unit / power(Math.max(0, number.scale())));
        return new Time(number.multiply(BigDecimal.valueOf(unit)).toBigInteger().longValueExact(), tick);
    }

    /** A count below 10^11 is in seconds (until the year 5138), below 10^14 in milliseconds, below 10^17 in microseconds. */
    static long unitNanos(int digits) {
        if (digits <= 11) return NANOS_PER_SECOND;
        if (digits <= 14) return 1_000_000;
        return digits <= 17 ? 1_000 : 1;
    }

    private Time iso(String text) {
        Matcher parts = ISO.matcher(text);
        if (!parts.matches()) throw new DateTimeException("not a time");
        String fraction = parts.group("fraction") == null ? "" : parts.group("fraction");
        ZoneId told = parts.group("zone") == null ? zone : ZoneOffset.of(parts.group("zone"));
        long second = LocalDate.parse(parts.group("date"))
                .atTime(LocalTime.parse(parts.group("time")))
                .atZone(told)
                .toEpochSecond();
        long nanos = Long.parseLong((fraction + "000000000").substring(0, 9));
        long tick = NANOS_PER_SECOND / power(fraction.length());
        return new Time(Math.addExact(Math.multiplyExact(second, NANOS_PER_SECOND), nanos), tick);
    }

    private static long power(int digits) {
        long power = 1;
        for (int i = 0; i < Math.min(digits, 9); i++) power *= 10;
        return power;
    }
}
