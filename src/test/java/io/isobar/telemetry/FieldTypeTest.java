package io.isobar.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.telemetry.FieldValue.Decimal;
import io.isobar.telemetry.FieldValue.Text;
import io.isobar.telemetry.FieldValue.Truth;
import io.isobar.telemetry.FieldValue.Whole;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTypeTest {

    private static final String VALUE_CHARACTERS = "09.-+eE x\u0663\u2003,t";

    @ParameterizedTest
    @CsvSource({"812,812", "-0.5,-0.5", "1e3,1000", "' 7 ',7", "+.5,0.5", "5.,5", "1e-9999999999,0", "0e99999999999,0"})
    void float_number_isItsValue(String text, double value) {
        assertThat(FieldType.FLOAT.of(text)).contains(new Decimal(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "NaN",
                "Infinity",
                "1e999",
                "0x10",
                "7f",
                "true",
                "1 2",
                "1e",
                "1e+",
                "e5",
                ".",
                "-",
                "1.2.3",
                "1e5.0",
                "٣",
                "--1",
                "1e9999999999"
            })
    void float_anythingElse_isNone(String text) {
        assertThat(FieldType.FLOAT.of(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"812,812", "5.0,5", "1e3,1000", "-9223372036854775808,-9223372036854775808"})
    void integer_wholeNumber_isItsValue(String text, long value) {
        assertThat(FieldType.INTEGER.of(text)).contains(new Whole(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5.5",
                "9223372036854775808",
                "1e999999999",
                "1e-999999999",
                "0e-999999999",
                "1e2147483647",
                "1e-2147483647",
                "1e99999999999",
                "five",
                ""
            })
    void integer_whatWouldBeLost_isNone(String text) {
        assertThat(FieldType.INTEGER.of(text)).isEmpty();
    }

    /** Jackson reads no longer number, but a text can be of any length. */
    @Test
    void integer_manyDigits_isNone() {
        assertThat(FieldType.INTEGER.of("0".repeat(1_000_000) + "5")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true,true", "False,false", "1,true", "0,false"})
    void boolean_truth_isItsValue(String text, boolean value) {
        assertThat(FieldType.BOOLEAN.of(text)).contains(new Truth(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "2", "1.0"})
    void boolean_anythingElse_isNone(String text) {
        assertThat(FieldType.BOOLEAN.of(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "  2 "})
    void string_anything_isItself(String text) {
        assertThat(FieldType.STRING.of(text)).contains(new Text(text));
    }

    /** Most values are read on a way of their own, which must be no other one. */
    @ParameterizedTest
    @EnumSource
    void of_partOfAText_isAsOfThatTextAlone(FieldType type) {
        Random random = new Random(Long.getLong("test.seed", System.nanoTime()));

        for (int i = 0; i < 100_000; i++) {
            String text = value(random);
            char[] longer = ("1." + text + "5e").toCharArray();
            assertThat(Optional.ofNullable(type.of(longer, 2, longer.length - 2)))
                    .as(text)
                    .isEqualTo(type.of(text));
        }
    }

    private static String value(Random random) {
        StringBuilder text = new StringBuilder();
        switch (random.nextInt(5)) {
            case 0 -> text.append(random.nextLong() >> random.nextInt(64));
            case 1 -> text.append(Double.longBitsToDouble(random.nextLong()));
            case 2 ->
                text.append(BigDecimal.valueOf(random.nextLong() >> random.nextInt(64), random.nextInt(20))
                        .toPlainString());
            case 3 -> text.append(random.nextBoolean() ? "true" : "False");
            default -> text.append(random.nextInt(-10_000, 10_000) / 8.0);
        }
        if (random.nextInt(3) == 0)
            text.insert(random.nextInt(text.length() + 1), VALUE_CHARACTERS.charAt(random.nextInt(13)));
        return text.toString();
    }
}
