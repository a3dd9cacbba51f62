package io.isobar.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimePatternTest {

    private static final Instant MONDAY = Instant.parse("2022-11-07T18:03:20.703123Z");

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
        %Y-%m-%d %H                ; 2022-11-07 18
        %d-%H:%M:%S.%f             ; 07-18:03:20.703123
        %a %A %b %B %h             ; Mon Monday Nov November Nov
        %y %j %U %W %V %G %g %u %w ; 22 311 45 45 45 2022 22 1 1
        %I %l %p %P %k %e          ; 06  6 PM pm 18  7
        %z %:z %Z %s %%            ; +0000 +00:00 UTC 1667844200 %
        %D %F %T %R %r             ; 11/07/22 2022-11-07 18:03:20 18:03 06:03:20 PM
        %c                         ; Mon Nov  7 18:03:20 2022
        %x %X                      ; 11/07/22 18:03:20
        it's {year} 'é' [%Y]       ; it's {year} 'é' [2022]
        """)
    void format_everyDirective_isWhatPythonWrites(String pattern, String expected) {
        assertThat(new TimePattern(pattern, ZoneId.of("UTC")).format(MONDAY)).isEqualTo(expected);
    }

    @Test
    void format_zones_haveTheirOwnHoursAndNames() {
        assertThat(new TimePattern("%F %H %z %Z", ZoneOffset.ofHours(1)).format(MONDAY))
                .isEqualTo("2022-11-07 19 +0100 UTC+01:00");
        assertThat(new TimePattern("%%Z%:z", ZoneOffset.ofHours(-3)).format(MONDAY))
                .isEqualTo("%Z-03:00");
        assertThat(new TimePattern("%H %z %Z", ZoneOffset.UTC).format(MONDAY)).isEqualTo("18 +0000 UTC");
        assertThat(new TimePattern("%H %z %Z", ZoneId.of("Europe/Berlin")).format(MONDAY))
                .isEqualTo("19 +0100 CET");
        assertThat(new TimePattern("%H %z %Z", ZoneId.of("America/New_York")).format(MONDAY))
                .isEqualTo("13 -0500 EST");
        assertThat(new TimePattern("%z %:z", ZoneId.of("Europe/Berlin")).format(Instant.parse("1892-04-01T00:00:00Z")))
                .isEqualTo("+005328 +00:53:28");
    }

    /** Microseconds are cut off, as the clock of a wall shows a minute until it is over. */
    @Test
    void format_edges_areNotRounded() {
        Instant last = Instant.parse("1999-12-31T23:59:59.999999999Z");

        assertThat(new TimePattern("%Y %S.%f %I%p %y %G-W%V", ZoneOffset.UTC).format(last))
                .isEqualTo("1999 59.999999 11PM 99 1999-W52");
        assertThat(new TimePattern("%I%p %U %W %j %G-W%V", ZoneOffset.UTC)
                        .format(Instant.parse("2023-01-01T00:00:00Z")))
                .isEqualTo("12AM 01 00 001 2022-W52");
        assertThat(new TimePattern("%s %f", ZoneOffset.UTC).format(Instant.ofEpochMilli(-1)))
                .isEqualTo("-1 999000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%Q", "a%-d", "%Y%", "%Ey", ""})
    void pattern_thatIsNone_isRefusedByName(String pattern) {
        assertThatThrownBy(() -> new TimePattern(pattern, ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(".*(%Q|%-|%E|last character|empty).*");
    }
}
