package io.isobar.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromB;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromBool;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromBs;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromL;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromNs;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromNul;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromSs;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class AttributeValuesTest {

    private static final SdkBytes BYTES = SdkBytes.fromByteArray(new byte[] {0, (byte) 0xff, 62});

    @ParameterizedTest
    @MethodSource
    void text_ofEachType_isAsWritten(AttributeValue value, String text) {
        assertThat(AttributeValues.text(value)).contains(text);
    }

    static Stream<Arguments> text_ofEachType_isAsWritten() {
        return Stream.of(
                arguments(fromS("Acme Devices Ltd."), "Acme Devices Ltd."),
                arguments(fromS(" "), " "),
                arguments(fromS("a\nb\"\\é😀"), "a\nb\"\\é😀"),
                arguments(fromN("100"), "100"),
                arguments(fromN("1.50"), "1.50"),
                arguments(fromN("1E+2"), "1E+2"),
                arguments(fromN("12345678901234567890123456789012345678"), "12345678901234567890123456789012345678"),
                arguments(fromBool(true), "true"),
                arguments(fromBool(false), "false"),
                arguments(fromB(BYTES), "AP8+"),
                arguments(fromSs(List.of("one")), "one"),
                arguments(fromSs(List.of("c", "a", "b")), "a,b,c"),
                arguments(fromNs(List.of("2.5", "1", "3")), "1,2.5,3"),
                arguments(fromBs(List.of(SdkBytes.fromUtf8String("b"), SdkBytes.fromUtf8String("a"))), "YQ==,Yg=="));
    }

    @ParameterizedTest
    @MethodSource
    void text_ofListOrMap_isCompactJson(AttributeValue value, String json) {
        assertThat(AttributeValues.text(value)).contains(json);
    }

    static Stream<Arguments> text_ofListOrMap_isCompactJson() {
        return Stream.of(
                arguments(fromL(List.of(fromS("a"), fromN("1"), fromBool(true))), "[\"a\",1,true]"),
                arguments(fromL(List.of(fromNul(true), fromS(""))), "[null,\"\"]"),
                arguments(fromL(List.of(fromN("100"), fromN("1.50"))), "[100,1.50]"),
                arguments(
                        fromL(List.of(fromN("12345678901234567890123456789012345678"))),
                        "[12345678901234567890123456789012345678]"),
                arguments(fromL(List.of(fromS("a\"b\\é\n"))), "[\"a\\\"b\\\\é\\n\"]"),
                arguments(fromL(List.of(fromB(BYTES))), "[\"AP8+\"]"),
                arguments(fromL(List.of(fromL(List.of()), fromM(Map.of()))), "[[],{}]"),
                arguments(fromL(List.of(fromSs(List.of("b", "a")))), "[[\"a\",\"b\"]]"),
                arguments(fromL(List.of(fromNs(List.of("10", "9")))), "[[9,10]]"),
                arguments(
                        fromM(Map.of("b", fromN("2"), "a", fromM(Map.of("c", fromBool(false))))),
                        "{\"a\":{\"c\":false},\"b\":2}"));
    }

    @ParameterizedTest
    @MethodSource
    void text_ofNothing_isEmpty(AttributeValue value) {
        assertThat(AttributeValues.text(value)).isEmpty();
    }

    static Stream<AttributeValue> text_ofNothing_isEmpty() {
        return Stream.of(
                fromS(""),
                fromNul(true),
                fromB(SdkBytes.fromByteArray(new byte[0])),
                AttributeValue.builder().build());
    }

    @Test
    void text_sameSetInAnotherOrder_isTheSame() {
        assertThat(AttributeValues.text(fromNs(List.of("10", "9", "-1"))))
                .isEqualTo(AttributeValues.text(fromNs(List.of("-1", "10", "9"))));
    }

    /** As they are read where BigDecimal is asked for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":72,\"b\":7.5,\"c\":12345678901234567890,\"d\":0.1234567890123456789012345678901234567}",
                "{\"a\":[],\"b\":{},\"c\":\"\",\"d\":null,\"e\":[true,false,[null,{\"f\":\"é😀\"}]]}"
            })
    void of_json_isTheSameJsonAgain(String json) {
        JsonMapper mapper = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();

        AttributeValue value = AttributeValues.of(mapper.readTree(json));

        assertThat(mapper.writeValueAsString(AttributeValues.json(value))).isEqualTo(json);
    }
}
