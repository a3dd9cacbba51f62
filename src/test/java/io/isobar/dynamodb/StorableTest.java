package io.isobar.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class StorableTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

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
    void problem_whatAnItemKeepsExactly_isNone(String json) {
        assertThat(Storable.problem(JSON.readTree(json))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[[{\"a\":123456789012345678901234567890123456789}]]",
                "0.123456789012345678901234567890123456789",
                "1E126",
                "1E-131",
                "-1e2000000000"
            })
    void problem_numberThatWouldBeAnother_isSaid(String json) {
        assertThat(Storable.problem(JSON.readTree(json))).contains("38 digits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\ud800\"", "[\"a\\udc00b\"]", "{\"\\ud800x\":1}", "{\"a\":{\"b\":\"\\udbff\"}}"})
    void problem_textThatWouldBeAnother_isSaid(String json) {
        assertThat(Storable.problem(JSON.readTree(json))).contains("surrogate");
    }
}
