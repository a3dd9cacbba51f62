package io.isobar.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LineProtocolTest {

    @Test
    void append_tagsAndFields_areInTheOrderOfTheirNames() {
        String line = line("m", Map.of("b", "2", "a", "1", "B", "3"), Map.of("y", 2.0, "x", 1.0), 5);

        assertThat(line).isEqualTo("m,B=3,a=1,b=2 x=1.0,y=2.0 5\n");
    }

    @Test
    void append_noTags_isMeasurementAndFields() {
        assertThat(line("m", Map.of(), Map.of("x", 1.0), 5)).isEqualTo("m x=1.0 5\n");
    }

    @Test
    void append_twoPoints_areTwoLines() {
        LineBuffer lines = new LineBuffer();

        LineProtocol.append(lines, point("m", Map.of(), Map.of("x", 1.0), 5));
        LineProtocol.append(lines, point("m", Map.of("a", "\\"), Map.of("x", 2.0), 6));

        assertThat(lines).hasToString("m x=1.0 5\nm x=2.0 6\n");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-1, -1",
        "1700000000000000001, 1700000000000000001",
        "9223372036854775807, 9223372036854775807",
    })
    void append_time_isInNanoseconds(long epochNanos, String text) {
        assertThat(line("m", Map.of(), Map.of("x", 1.0), epochNanos)).isEqualTo("m x=1.0 " + text + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "812, 812.0",
        "0, 0.0",
        "-0.0, -0.0",
        "0.001, 0.001",
        "9.99E-4, 9.99E-4",
        "9999999.999999, 9999999.999999",
        "-55.55, -55.55",
        "0.1234567, 0.1234567",
        "1e7, 1.0E7",
        "0.1, 0.1",
        "1e10, 1.0E10",
        "1e-7, 1.0E-7",
        "-1.5e300, -1.5E300",
        "4.9e-324, 4.9E-324",
        "1.7976931348623157e308, 1.7976931348623157E308",
        "9007199254740993, 9.007199254740992E15",
    })
    void append_field_isAFloatThatReadsBackAsTheSame(double value, String text) {
        assertThat(line("m", Map.of(), Map.of("x", value), 5)).isEqualTo("m x=" + text + " 5\n");
        assertThat(Double.parseDouble(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource
    void append_tagValue_isEscaped(String value, String escaped) {
        assertThat(line("m", Map.of("a", value), Map.of("x", 1.0), 5)).isEqualTo("m,a=" + escaped + " x=1.0 5\n");
    }

    static Stream<Arguments> append_tagValue_isEscaped() {
        return Stream.of(
                arguments("Acme Devices Ltd.", "Acme\\ Devices\\ Ltd."),
                arguments("a,b", "a\\,b"),
                arguments("a=b", "a\\=b"),
                arguments(" ", "\\ "),
                arguments(",", "\\,"),
                arguments("say \"hi\"", "say\\ \"hi\""),
                arguments("a\\b", "a\\b"),
                arguments("a\\\\b", "a\\\\b"),
                arguments("a\\ b", "a\\ b"),
                arguments("a\\\\,b", "a\\,b"),
                arguments("\\=\"", "\\=\""),
                arguments("ends\\", "ends"),
                arguments("ends\\\\\\", "ends"),
                arguments("ends \\", "ends\\ "),
                arguments("\\starts", "\\starts"),
                arguments("two\nlines", "two\\nlines"),
                arguments("two\r\nlines", "two\\r\\nlines"),
                arguments("\n", "\\n"),
                arguments("tab\there", "tab\there"),
                arguments("é😀", "é😀"),
                arguments("#", "#"));
    }

    @ParameterizedTest
    @MethodSource
    void append_tagName_isEscaped(String name, String escaped) {
        assertThat(line("m", Map.of(name, "1"), Map.of("x", 1.0), 5)).isEqualTo("m," + escaped + "=1 x=1.0 5\n");
    }

    static Stream<Arguments> append_tagName_isEscaped() {
        return Stream.of(
                arguments("calibration date", "calibration\\ date"),
                arguments("a,b=c", "a\\,b\\=c"),
                arguments("\"quoted\"", "\"quoted\""),
                arguments("ends\\", "ends"),
                arguments("two\nlines", "two\\nlines"));
    }

    @Test
    void append_tagOfBackslashesOnly_isLeftOut() {
        Map<String, String> tags = Map.of("a", "\\\\", "\\", "1", "b", "2");

        assertThat(line("m", tags, Map.of("x", 1.0), 5)).isEqualTo("m,b=2 x=1.0 5\n");
    }

    @Test
    void append_measurementAndFieldNames_areEscaped() {
        assertThat(line("a b,c=d", Map.of(), Map.of("x y,z=", 1.0), 5)).isEqualTo("a\\ b\\,c=d x\\ y\\,z\\==1.0 5\n");
    }

    @ParameterizedTest
    @MethodSource
    void append_field_isWrittenByItsType(FieldValue value, String written) {
        Point point = new Point(new Series("m", Tags.NONE), Fields.of(Map.of("x", value)), 5);

        assertThat(LineProtocol.line(point)).isEqualTo("m x=" + written + " 5\n");
    }

    static Stream<Arguments> append_field_isWrittenByItsType() {
        return Stream.of(
                arguments(new FieldValue.Whole(5), "5i"),
                arguments(new FieldValue.Whole(Long.MIN_VALUE), "-9223372036854775808i"),
                arguments(new FieldValue.Truth(true), "true"),
                arguments(new FieldValue.Truth(false), "false"),
                arguments(new FieldValue.Text(""), "\"\""),
                arguments(new FieldValue.Text("a b,c=d"), "\"a b,c=d\""),
                arguments(new FieldValue.Text("say \"hi\""), "\"say \\\"hi\\\"\""),
                arguments(new FieldValue.Text("a\\"), "\"a\\\\\""),
                arguments(new FieldValue.Text("two\r\nlines"), "\"two\\\\r\\\\nlines\""));
    }

    private static String line(String measurement, Map<String, String> tags, Map<String, Double> fields, long nanos) {
        return LineProtocol.line(point(measurement, tags, fields, nanos));
    }

    private static Point point(String measurement, Map<String, String> tags, Map<String, Double> fields, long nanos) {
        Map<String, FieldValue> decimals = new HashMap<>();
        fields.forEach((name, value) -> decimals.put(name, new FieldValue.Decimal(value)));
        return new Point(new Series(measurement, Tags.of(tags)), Fields.of(decimals), nanos);
    }
}
