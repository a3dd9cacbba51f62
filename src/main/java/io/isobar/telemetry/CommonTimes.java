package io.isobar.telemetry;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;

/**
 * Reads the times that nearly all devices write, without making an object of them: {@code 2026-11-21T09:00:00},
 * with or without a fraction and {@code Z} or {@code +01:00}, and plain digits. All that is only a little unusual or wrong is
 * left to {@link DeviceClock}, which says the same of these.
 */
final class CommonTimes {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    /** A little less than what 64 bits of nanoseconds can tell. */
    private static final long MOST_SECONDS = Long.MAX_VALUE / NANOS_PER_SECOND - 1;
    /** The length of a time to the second. */
    private static final int PLAIN = 19;

    private static final long NONE = DeviceClock.NONE;

    private CommonTimes() {}

    /** @return {@link DeviceClock#NONE} if it is none of these, which does not mean that it is no time */
    static long read(char[] text, int from, int to, ZoneId zone, long hash) {
        boolean iso = to - from >= PLAIN && text[from + 4] == '-';
        return iso ? iso(text, from, to, zone, hash) : epoch(text, from, to, hash);
    }

    private static long iso(char[] text, int from, int to, ZoneId zone, long hash) {
        char separator = text[from + 10];
        long day = day(text, from);
        long second = secondOfDay(text, from + 11);
        int end = fractionEnd(text, from + PLAIN, to);
        if (day == NONE || second == NONE || end < 0 || separator != 'T' && separator != ' ') return NONE;
        long offset = end < to ? offset(text, end, to) : offset(day, second, zone);
        if (offset == NONE) return NONE;
        return time(day * 86_400 + second - offset, text, from + PLAIN + 1, end, hash);
    }

    private static long day(char[] text, int from) {
        int year = number(text, from, 4);
        int month = number(text, from + 5, 2);
        int day = number(text, from + 8, 2);
        if (text[from + 7] != '-' || year < 0 || month < 1 || month > 12 || day < 1) return NONE;
        if (day > Month.of(month).length(Year.isLeap(year))) return NONE;
        return IsoChronology.INSTANCE.epochSecond(year, month, day, 0, 0, 0, ZoneOffset.UTC) / 86_400;
    }

    private static long secondOfDay(char[] text, int from) {
        int hour = number(text, from, 2);
        int minute = number(text, from + 3, 2);
        int second = number(text, from + 6, 2);
        if (text[from + 2] != ':' || text[from + 5] != ':' || hour < 0 || minute < 0 || second < 0) return NONE;
        return hour > 23 || minute > 59 || second > 59 ? NONE : hour * 3_600L + minute * 60 + second;
    }

    /** The same place if there is no fraction, and -1 if there is one that is not plain. */
    private static int fractionEnd(char[] text, int from, int to) {
        if (from == to || text[from] != '.' && text[from] != ',') return from;
        int end = from + 1;
        while (end < to && isDigit(text[end])) end++;
        return end == from + 1 || end > from + 10 ? -1 : end;
    }

    /** In seconds; as a device in the middle of the Pacific can write it at most. */
    private static long offset(char[] text, int from, int to) {
        if (to - from == 1 && text[from] == 'Z') return 0;
        if (to - from != 6 || text[from + 3] != ':' || text[from] != '+' && text[from] != '-') return NONE;
        int hours = number(text, from + 1, 2);
        int minutes = number(text, from + 4, 2);
        if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) return NONE;
        long seconds = hours * 3_600L + minutes * 60L;
        return text[from] == '-' ? -seconds : seconds;
    }

    private static long offset(long day, long second, ZoneId zone) {
        if (zone instanceof ZoneOffset fixed) return fixed.getTotalSeconds();
        return day * 86_400
                + second
                - LocalDate.ofEpochDay(day)
                        .atTime(LocalTime.ofSecondOfDay(second))
                        .atZone(zone)
                        .toEpochSecond();
    }

    private static long time(long epochSecond, char[] text, int fraction, int end, long hash) {
        if (Math.abs(epochSecond) > MOST_SECONDS) return NONE;
        long nanos = 0;
        long tick = NANOS_PER_SECOND;
        for (int i = fraction; i < end; i++) {
            tick /= 10;
            nanos += (text[i] - '0') * tick;
        }
        return DeviceClock.spread(epochSecond * NANOS_PER_SECOND + nanos, tick, hash);
    }

    /** Digits without a sign, a point or a zero before them. */
    private static long epoch(char[] text, int from, int to, long hash) {
        int digits = to - from;
        if (digits < 1 || digits > 18 || text[from] == '0') return NONE;
        long count = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(text[i])) return NONE;
            count = 10 * count + text[i] - '0';
        }
        long unit = DeviceClock.unitNanos(digits);
        return count > Long.MAX_VALUE / unit ? NONE : DeviceClock.spread(count * unit, unit, hash);
    }

    /** -1 if not all of them are digits. */
    private static int number(char[] text, int from, int digits) {
        int number = 0;
        for (int i = from; i < from + digits; i++) {
            if (!isDigit(text[i])) return -1;
            number = 10 * number + text[i] - '0';
        }
        return number;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
