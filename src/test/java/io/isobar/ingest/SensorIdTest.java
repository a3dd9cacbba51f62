package io.isobar.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SensorIdTest {

    @Test
    void of_plain_isOneAfterTheOther() {
        assertThat(SensorId.PLAIN.of("a1", "c-2")).isEqualTo("a1c-2");
        assertThat(SensorId.PLAIN.of("a\"1", "c\\2")).isEqualTo("a\"1c\\2");
    }

    @Test
    void of_oneIsAbsent_isTheOther() {
        assertThat(SensorId.PLAIN.of("a1", null)).isEqualTo("a1");
        assertThat(SensorId.PLAIN.of(null, "c2")).isEqualTo("c2");
        assertThat(SensorId.QUOTED.of(null, "c2")).isEqualTo("\"c2\"");
    }

    @Test
    void of_bothAreAbsent_isEmpty() {
        assertThat(SensorId.PLAIN.of(null, null)).isEmpty();
        assertThat(SensorId.QUOTED.of(null, null)).isEmpty();
    }

    /** The right sides are what JSON.stringify of Node.js 20 says. */
    @ParameterizedTest
    @MethodSource
    void of_quoted_isAsJavaScriptWritesIt(String text, String stringified) {
        assertThat(SensorId.QUOTED.of(text, "c2")).isEqualTo(stringified + "\"c2\"");
        assertThat(SensorId.QUOTED.of("a1", text)).isEqualTo("\"a1\"" + stringified);
    }

    static Stream<Arguments> of_quoted_isAsJavaScriptWritesIt() {
        return Stream.of(
                arguments("a1", "\"a1\""),
                arguments("", "\"\""),
                arguments("a\"b", "\"a\\\"b\""),
                arguments("a\\b", "\"a\\\\b\""),
                arguments("\\\"", "\"\\\\\\\"\""),
                arguments("a/b", "\"a/b\""),
                arguments("a\nb\r\t\b\f", "\"a\\nb\\r\\t\\b\\f\""),
                arguments("\u0001", "\"\\u0001\""),
                arguments("\u007f", "\"\u007f\""),
                arguments("\u2028\u2029", "\"\u2028\u2029\""),
                arguments("<&>'", "\"<&>'\""),
                arguments("é😀", "\"é😀\""));
    }
}
