package io.isobar.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isobar.pipeline.ParkReason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class StorableTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":[1,2.50,true,null,\"\",{\"b\":-0.0}],\"😀\":\"é😀\"}",
                "99999999999999999999999999999999999999",
                "0.00012345678901234567890123456789012345678",
                "9.9999999999999999999999999999999999999E+125",
                "-1E-130",
                "0E-500",
                "1234567890123456789012345678901234567800000000000000"
            })
    void read_whatAnItemKeepsExactly_isRead(String json) throws Unstorable {
        assertThat(read(json).isMissingNode()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[[{\"a\":123456789012345678901234567890123456789}]]",
                "0.123456789012345678901234567890123456789",
                "1E126",
                "1E-131",
                "-1e2000000000",
                "{\"x\":1e99999999999}",
                "1e-99999999999",
                "[1e9999999999999999999999]"
            })
    void read_numberThatWouldBeAnother_isSaid(String json) {
        assertUnstorable(json, ParkReason.WRONG_TYPE, "38 digits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\ud800\"", "[\"a\\udc00b\"]", "{\"a\":{\"b\":\"\\udbff\"}}"})
    void read_textThatWouldBeAnother_isSaid(String json) {
        assertUnstorable(json, ParkReason.WRONG_TYPE, "surrogate");
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 499, 600, 100_000})
    void read_levelsThatNobodyWouldWrite_areSaid(int levels) {
        assertUnstorable("{\"a\":".repeat(levels) + "1" + "}".repeat(levels), ParkReason.TOO_LARGE, "32 levels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "a", "{} {}", "1.", "NaN", "{\"\\ud800x\":1}"})
    void read_noJson_isSaid(String json) {
        assertUnstorable(json, ParkReason.NOT_JSON, "not JSON");
    }

    private static void assertUnstorable(String json, ParkReason reason, String why) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        Unstorable.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(why);
    }

    private static JsonNode read(String json) throws Unstorable {
        return Storable.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
