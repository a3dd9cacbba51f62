package io.isobar.archive;

import static java.time.format.TextStyle.SHORT;
import static java.time.temporal.ChronoField.AMPM_OF_DAY;
import static java.time.temporal.ChronoField.CLOCK_HOUR_OF_AMPM;
import static java.time.temporal.ChronoField.DAY_OF_MONTH;
import static java.time.temporal.ChronoField.DAY_OF_WEEK;
import static java.time.temporal.ChronoField.DAY_OF_YEAR;
import static java.time.temporal.ChronoField.HOUR_OF_DAY;
import static java.time.temporal.ChronoField.INSTANT_SECONDS;
import static java.time.temporal.ChronoField.MICRO_OF_SECOND;
import static java.time.temporal.ChronoField.MINUTE_OF_HOUR;
import static java.time.temporal.ChronoField.MONTH_OF_YEAR;
import static java.time.temporal.ChronoField.SECOND_OF_MINUTE;
import static java.time.temporal.ChronoField.YEAR;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalField;
import java.time.temporal.WeekFields;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A pattern of strftime for times of one zone, in English. It has the directives of Python's documentation
 * ("strftime() and strptime() Format Codes"), and those of C that it passes on to Linux; {@code %f} is six digits, and what is
 * smaller is cut off. {@code %Z} of a zone that has no abbreviation is what Java calls it, such as GMT-03:00. Safe for use by many
 * threads.
 */
final class TimePattern {

    private static final List<String> DAYS =
            List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
    private static final List<String> MONTHS = List.of(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December");

    private static final int SUNDAY = 7;
    /** The first week of a year is the one with its first Sunday, or Monday; the days before it are in week 0. */
    private static final TemporalField WEEK_FROM_SUNDAY =
            WeekFields.of(DayOfWeek.SUNDAY, 7).weekOfYear();

    private static final TemporalField WEEK_FROM_MONDAY =
            WeekFields.of(DayOfWeek.MONDAY, 7).weekOfYear();

    private static final Map<Character, Consumer<DateTimeFormatterBuilder>> DIRECTIVES = Map.ofEntries(
            Map.entry('a', all -> all.appendText(DAY_OF_WEEK, names(DAYS, 3))),
            Map.entry('A', all -> all.appendText(DAY_OF_WEEK, names(DAYS, Integer.MAX_VALUE))),
            Map.entry('b', all -> all.appendText(MONTH_OF_YEAR, names(MONTHS, 3))),
            Map.entry('B', all -> all.appendText(MONTH_OF_YEAR, names(MONTHS, Integer.MAX_VALUE))),
            Map.entry('c', all -> append(all, "%a %b %e %H:%M:%S %Y", ZoneOffset.UTC)),
            Map.entry('d', all -> all.appendValue(DAY_OF_MONTH, 2)),
            Map.entry('D', all -> append(all, "%m/%d/%y", ZoneOffset.UTC)),
            Map.entry('e', all -> all.padNext(2).appendValue(DAY_OF_MONTH)),
            Map.entry('f', all -> all.appendValue(MICRO_OF_SECOND, 6)),
            Map.entry('F', all -> append(all, "%Y-%m-%d", ZoneOffset.UTC)),
            Map.entry('g', all -> all.appendValueReduced(IsoFields.WEEK_BASED_YEAR, 2, 2, 2000)),
            Map.entry('G', all -> all.appendValue(IsoFields.WEEK_BASED_YEAR, 4)),
            Map.entry('h', all -> append(all, "%b", ZoneOffset.UTC)),
            Map.entry('H', all -> all.appendValue(HOUR_OF_DAY, 2)),
            Map.entry('I', all -> all.appendValue(CLOCK_HOUR_OF_AMPM, 2)),
            Map.entry('j', all -> all.appendValue(DAY_OF_YEAR, 3)),
            Map.entry('k', all -> all.padNext(2).appendValue(HOUR_OF_DAY)),
            Map.entry('l', all -> all.padNext(2).appendValue(CLOCK_HOUR_OF_AMPM)),
            Map.entry('m', all -> all.appendValue(MONTH_OF_YEAR, 2)),
            Map.entry('M', all -> all.appendValue(MINUTE_OF_HOUR, 2)),
            Map.entry('p', all -> all.appendText(AMPM_OF_DAY, Map.of(0L, "AM", 1L, "PM"))),
            Map.entry('P', all -> all.appendText(AMPM_OF_DAY, Map.of(0L, "am", 1L, "pm"))),
            Map.entry('r', all -> append(all, "%I:%M:%S %p", ZoneOffset.UTC)),
            Map.entry('R', all -> append(all, "%H:%M", ZoneOffset.UTC)),
            Map.entry('s', all -> all.appendValue(INSTANT_SECONDS)),
            Map.entry('S', all -> all.appendValue(SECOND_OF_MINUTE, 2)),
            Map.entry('T', all -> append(all, "%H:%M:%S", ZoneOffset.UTC)),
            Map.entry('u', all -> all.appendValue(DAY_OF_WEEK)),
            Map.entry('U', all -> all.appendValue(WEEK_FROM_SUNDAY, 2)),
            Map.entry('V', all -> all.appendValue(IsoFields.WEEK_OF_WEEK_BASED_YEAR, 2)),
            Map.entry('w', all -> all.appendText(DAY_OF_WEEK, fromSunday())),
            Map.entry('W', all -> all.appendValue(WEEK_FROM_MONDAY, 2)),
            Map.entry('x', all -> append(all, "%m/%d/%y", ZoneOffset.UTC)),
            Map.entry('X', all -> append(all, "%H:%M:%S", ZoneOffset.UTC)),
            Map.entry('y', all -> all.appendValueReduced(YEAR, 2, 2, 2000)),
            Map.entry('Y', all -> all.appendValue(YEAR, 4)),
            Map.entry('z', all -> all.appendOffset("+HHMMss", "+0000")),
            Map.entry('Z', all -> all.appendZoneText(SHORT)),
            Map.entry('%', all -> all.appendLiteral('%')));

    private final ZoneId zone;
    private final DateTimeFormatter formatter;

    /** @throws IllegalArgumentException if it is empty, or a directive is unknown, which is named then */
    TimePattern(String text, ZoneId zone) {
        if (text.isEmpty()) throw new IllegalArgumentException("a pattern must not be empty");
        DateTimeFormatterBuilder all = new DateTimeFormatterBuilder();
        append(all, text, zone);
        this.zone = zone;
        this.formatter = all.toFormatter(Locale.ENGLISH);
    }

    private static void append(DateTimeFormatterBuilder all, String text, ZoneId zone) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '%') {
                all.appendLiteral(text.charAt(i));
            } else if (text.startsWith("%:z", i)) {
                all.appendOffset("+HH:MM:ss", "+00:00");
                i += 2;
            } else {
                i++;
                if (i == text.length()) {
                    throw new IllegalArgumentException("% is the last character of the pattern; %% is a per cent");
                }
                append(all, text.charAt(i), zone);
            }
        }
    }

    private static void append(DateTimeFormatterBuilder all, char letter, ZoneId zone) {
        Consumer<DateTimeFormatterBuilder> directive = DIRECTIVES.get(letter);
        if (directive == null) {
            throw new IllegalArgumentException("%%%c is no directive of strftime that is known here".formatted(letter));
        }
        // Python has another name for an offset than Java.
        if (letter == 'Z' && zone instanceof ZoneOffset offset) {
            all.appendLiteral(offset.equals(ZoneOffset.UTC) ? "UTC" : "UTC" + offset);
        } else {
            directive.accept(all);
        }
    }

    private static Map<Long, String> names(List<String> names, int letters) {
        return IntStream.range(0, names.size())
                .boxed()
                .collect(Collectors.toMap(
                        index -> index + 1L,
                        index -> names.get(index)
                                .substring(0, Math.min(letters, names.get(index).length()))));
    }

    private static Map<Long, String> fromSunday() {
        return IntStream.rangeClosed(1, SUNDAY)
                .boxed()
                .collect(Collectors.toMap(day -> (long) day, day -> Integer.toString(day % SUNDAY)));
    }

    String format(Instant instant) {
        return formatter.format(instant.atZone(zone));
    }
}
