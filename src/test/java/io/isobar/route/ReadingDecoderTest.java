package io.isobar.route;

import static io.isobar.pipeline.ParkReason.MISSING_FIELD;
import static io.isobar.pipeline.ParkReason.NOT_AN_OBJECT;
import static io.isobar.pipeline.ParkReason.NOT_A_NUMBER;
import static io.isobar.pipeline.ParkReason.NOT_JSON;
import static io.isobar.pipeline.ParkReason.TOO_LARGE;
import static io.isobar.route.Deliveries.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.isobar.pipeline.Delivery;
import io.isobar.telemetry.FieldValue.Decimal;
import io.isobar.telemetry.Reading;
import io.isobar.telemetry.Tags;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingDecoderTest {

    private static final int MAXIMUM = 256 * 1024;

    private final Counter replaced = new SimpleMeterRegistry().counter("replaced");
    private final ReadingDecoder decoder =
            PressureRoute.with(SensorId.PLAIN, false, replaced).decoder();

    @Test
    void decode_completeMessage_isAReading() throws UnreadableMessage {
        Reading reading = decode("""
                {"pressure":812,"viscosity":55,"sensordatetime":"2026-11-21T09:00:00","deviceid":"a1",
                 "clientid":"c2","metakey":"123456789","_id_":"ruSdc4f1"}
                """);

        assertThat(reading).isEqualTo(PressureRoute.reading("a1c2", "123456789", 812, 55, 1_795_251_600_000_000_000L));
    }

    @Test
    void decode_valuesOnly_isAReadingOfNobodyAtItsArrival() throws UnreadableMessage {
        Reading reading = decode("{\"pressure\":812,\"viscosity\":55}");

        assertThat(reading).isEqualTo(PressureRoute.reading("", null, 812, 55, Deliveries.ARRIVAL_MICROS_AS_NANOS));
        assertThat(replaced.count()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "812, 812",
                "-1, -1",
                "0, 0",
                "-0.0, -0.0",
                "812.25, 812.25",
                "8.12e2, 812",
                "1e-7, 1e-7",
                "1.7976931348623157e308, 1.7976931348623157e308",
                "1e-999, 0",
                "123456789012345678901234567890, 1.2345678901234568e29",
                "\"812\", 812",
                "\" 812.5 \", 812.5",
                "\"\\t8.12E2\\n\", 812",
                "\"-1\", -1",
                "\"1e10\", 1e10",
                "\"\\u0038\\u0031\\u0032\", 812",
            })
    void decode_numberOrNumericString_isThatNumber(String json, double number) throws UnreadableMessage {
        assertThat(decode(reading(json, "55")).fields().asMap()).containsEntry("pressureValue", new Decimal(number));
        assertThat(decode(reading("55", json)).fields().asMap()).containsEntry("viscosity", new Decimal(number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\" \"",
                "\"NaN\"",
                "\"nan\"",
                "\"Infinity\"",
                "\"-Infinity\"",
                "\"0x1F\"",
                "\"0x1p3\"",
                "\"12abc\"",
                "\"12f\"",
                "\"12d\"",
                "\"1,5\"",
                "\"1 2\"",
                "\"1_000\"",
                "\"--1\"",
                "\"e5\"",
                "\".\"",
                "\"1e\"",
                "\"1e999\"",
                "\"٣\"",
                "1e999",
                "-1e999",
                "true",
                "false",
                "{}",
                "{\"value\":5}",
                "[]",
                "[812]",
            })
    void decode_valueIsNoFiniteNumber_isNotANumber(String json) {
        assertThat(refused(reading(json, "55")).reason()).isEqualTo(NOT_A_NUMBER);
        assertThat(refused(reading("55", json)).reason()).isEqualTo(NOT_A_NUMBER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"pressure\":812}",
                "{\"viscosity\":55}",
                "{\"pressure\":null,\"viscosity\":55}",
                "{\"pressure\":812,\"viscosity\":null}",
                "{\"Pressure\":812,\"viscosity\":55}",
                "{\"data\":{\"pressure\":812,\"viscosity\":55}}",
            })
    void decode_valueIsAbsentOrNull_isAMissingField(String payload) {
        assertThat(refused(payload).reason()).isEqualTo(MISSING_FIELD);
    }

    @Test
    void decode_missingOrBadValue_saysWhich() {
        assertThat(refused("{\"pressure\":812}").why()).contains("viscosity");
        assertThat(refused("{\"viscosity\":55}").why()).contains("pressure");
        assertThat(refused(reading("812", "true")).why()).contains("viscosity");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n\t",
                "hello",
                "pressure=812",
                "{",
                "{\"pressure\"",
                "{\"pressure\":",
                "{\"pressure\":812",
                "{\"pressure\":812,\"viscosity\":55",
                "{\"pressure\":812,\"viscosity\":55,",
                "{\"pressure\":812,\"viscosity\":55,}",
                "{\"pressure\":812,\"viscosity\":55,\"other\":{\"a\":1}",
                "{\"pressure\":812,\"viscosity\":55,\"deviceid\":\"a",
                "{'pressure':812,'viscosity':55}",
                "{pressure:812,viscosity:55}",
                "{\"pressure\":NaN,\"viscosity\":55}",
                "{\"pressure\":Infinity,\"viscosity\":55}",
                "{\"pressure\":-Infinity,\"viscosity\":55}",
                "{\"pressure\":0x1F,\"viscosity\":55}",
                "{\"pressure\":12abc,\"viscosity\":55}",
                "{\"pressure\":+1,\"viscosity\":55}",
                "{\"pressure\":01,\"viscosity\":55}",
                "{\"pressure\":1.,\"viscosity\":55}",
                "{\"pressure\":.5,\"viscosity\":55}",
                "{\"pressure\":812,\"viscosity\":55}}",
                "{\"pressure\":812,\"viscosity\":55}{}",
                "{\"pressure\":812,\"viscosity\":55} 1",
                "{\"pressure\":812,\"viscosity\":55}garbage",
                "{\"pressure\":812,\"viscosity\":55},",
                "{\"pressure\":812,\"viscosity\":55}\0",
                "{\"pressure\":812,\"viscosity\":55,\"other\":{\"a\":]}}",
                "{\"pressure\":812,\"viscosity\":55,\"deviceid\":\"a\nb\"}",
                "{\"pressure\":812,\"viscosity\":55} // comment",
            })
    void decode_notJson_isRefused(String payload) {
        assertThat(refused(payload).reason()).isEqualTo(NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{\"pressure\":812,\"viscosity\":55}]", "812", "\"text\"", "null", "true"})
    void decode_jsonButNoObject_isRefused(String payload) {
        assertThat(refused(payload).reason()).isEqualTo(NOT_AN_OBJECT);
    }

    /** What says why goes to the log, where no payload may go. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "{\"pressure\":hunter2,\"viscosity\":55}",
                "{\"pressure\":\"hunter2\",\"viscosity\":55}",
                "{\"pressure\":812,\"viscosity\":55} hunter2",
                "{\"pressure\":812,\"viscosity\":55,\"other\":hunter2}",
                "{\"pressure\":812,\"viscosity\":55,\"hunter2\":\"a",
                "\"hunter2\"",
            })
    void decode_refused_doesNotRepeatThePayload(String payload) {
        assertThat(refused(payload).why()).isNotBlank().doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"pressure\":812,\"viscosity\":55,\"deviceid\":\"x\u00e9\"}",
                "{\"pressure\":812,\"viscosity\":55,\"deviceid\":\"\u00ff\"}",
                "{\"pressure\":812,\"viscosity\":55,\"other\":\"x\u00e9\"}",
                "{\"pressure\":812,\"viscosity\":55,\"other\":{\"deep\":[\"x\u00ffy\"]}}",
                "{\"pressure\":812,\"viscosity\":55,\"oth\u00e9r\":1}",
                "{\"pressure\":812,\"viscosity\":55}\u00ff",
            })
    void decode_invalidUtf8_isNotJson(String payload) {
        Delivery delivery = delivery(payload.getBytes(StandardCharsets.ISO_8859_1), () -> {});

        assertThat(refused(delivery).reason()).isEqualTo(NOT_JSON);
    }

    @Test
    void decode_byteOrderMark_isSkipped() throws UnreadableMessage {
        assertThat(decode("\ufeff" + reading("812", "55"))).isEqualTo(decode(reading("812", "55")));
    }

    @Test
    void decode_asLongAsAllowed_isRead() throws UnreadableMessage {
        String payload = reading("812", "55");

        assertThat(decode(payload + " ".repeat(MAXIMUM - payload.length()))).isEqualTo(decode(payload));
    }

    @Test
    void decode_longerThanAllowed_isRefusedUnread() {
        String payload = "x".repeat(MAXIMUM + 1);

        UnreadableMessage refused = refused(payload);

        assertThat(refused.reason()).isEqualTo(TOO_LARGE);
        assertThat(refused.why()).contains("isobar.telemetry.maximum-payload", "262145", "262144");
    }

    @ParameterizedTest
    @CsvSource({"[, ]", "{\"a\":, }"})
    void decode_nestedTenThousandDeep_isRefused(String open, String close) {
        String nested = open.repeat(10_000) + "1" + close.repeat(10_000);

        assertThat(refused("{\"pressure\":812,\"viscosity\":55,\"other\":" + nested + "}")
                        .reason())
                .isEqualTo(TOO_LARGE);
        assertThat(refused("{\"pressure\":" + nested + ",\"viscosity\":55}").reason())
                .isEqualTo(TOO_LARGE);
    }

    @Test
    void decode_hugeMembers_areReadOrRefusedButNeverAFault() throws UnreadableMessage {
        assertThat(decode(member("deviceid", '"' + "a".repeat(200_000) + '"'))
                        .tags()
                        .asMap())
                .containsEntry("sensorID", "a".repeat(200_000));
        assertThat(decode(member("sensordatetime", '"' + "1".repeat(200_000) + '"'))
                        .epochNanos())
                .isEqualTo(Deliveries.ARRIVAL_MICROS_AS_NANOS);
        assertThat(decode(member("other", '"' + "a".repeat(200_000) + '"'))).isEqualTo(decode(reading("812", "55")));
        assertThat(refused(reading("1".repeat(200_000), "55")).reason()).isEqualTo(TOO_LARGE);
        assertThat(refused(reading('"' + "1".repeat(200_000) + '"', "55")).reason())
                .isEqualTo(NOT_A_NUMBER);
        assertThat(refused(member("a".repeat(200_000), "1")).reason()).isEqualTo(TOO_LARGE);
    }

    @Test
    void decode_unknownMembersWithKnownOnesInside_areSkipped() throws UnreadableMessage {
        Reading reading = decode("""
                {"other":{"pressure":1,"viscosity":2,"deviceid":"x","clientid":"x","metakey":"x","sensordatetime":"0"},
                 "pressure":812,
                 "more":[{"pressure":1},["metakey",{"deviceid":{"deviceid":"x"}}]],
                 "viscosity":55,
                 "deviceid":"a1",
                 "last":{"pressure":null,"deviceid":[],"metakey":{}}}
                """);

        assertThat(reading).isEqualTo(PressureRoute.reading("a1", null, 812, 55, Deliveries.ARRIVAL_MICROS_AS_NANOS));
        assertThat(replaced.count()).isZero();
    }

    @Test
    void decode_duplicateMembers_theLastOneCounts() throws UnreadableMessage {
        Reading reading = decode("""
                {"pressure":true,"pressure":812,"viscosity":1,"viscosity":"55","deviceid":"x","deviceid":"a1",
                 "metakey":"x","metakey":{},"clientid":{},"clientid":"c2"}
                """);

        assertThat(reading).isEqualTo(PressureRoute.reading("a1c2", null, 812, 55, Deliveries.ARRIVAL_MICROS_AS_NANOS));
        assertThat(refused("{\"pressure\":812,\"viscosity\":55,\"pressure\":null}")
                        .reason())
                .isEqualTo(MISSING_FIELD);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            nullValues = "absent",
            value = {
                "\"123456789\", 123456789",
                "\" a \", ` a `",
                "\"\", absent",
                "123456789, 123456789",
                "7.50, 7.50",
                "-7, -7",
                "1e3, 1e3",
                "12345678901234567890123, 12345678901234567890123",
                "true, absent",
                "false, absent",
                "null, absent",
                "{\"S\":\"1\"}, absent",
                "[1], absent",
            })
    void decode_metakey_isAStringOrTheTextOfANumber(String json, String metakey) throws UnreadableMessage {
        assertThat(decode(member("metakey", json)).metakey()).isEqualTo(metakey);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"5, 5", "5.0, 5.0", "\"\", ``", "null, ``", "{\"a\":1}, ``", "[1], ``", "\"a\\\"b\", a\"b"})
    void decode_deviceOrClient_isItsText(String json, String text) throws UnreadableMessage {
        SortedMap<String, String> tags = text.isEmpty() ? new TreeMap<>() : new TreeMap<>(Map.of("sensorID", text));

        assertThat(decode(member("deviceid", json)).tags().asMap()).isEqualTo(tags);
        assertThat(decode(member("clientid", json)).tags().asMap()).isEqualTo(tags);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "1795251600, 1795251600000000000",
                "1795251600.5, 1795251600500000000",
                "1795251600123, 1795251600123000000",
                "\"1795251600123\", 1795251600123000000",
                "\"2026-11-21T09:00:00\", 1795251600000000000",
                "null, 1795253400123456000",
            })
    void decode_time_isATextOrANumber(String json, long epochNanos) throws UnreadableMessage {
        assertThat(decode(member("sensordatetime", json)).epochNanos()).isEqualTo(epochNanos);
        assertThat(replaced.count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"soon\"", "5", "true", "1e2147483647", "{}", "[]"})
    void decode_unusableTime_isTheArrivalAndCounted(String json) throws UnreadableMessage {
        assertThat(decode(member("sensordatetime", json)).epochNanos()).isEqualTo(Deliveries.ARRIVAL_MICROS_AS_NANOS);
        assertThat(replaced.count()).isEqualTo(1);
    }

    /** Messages of one thread share a parser: whatever state a bad one leaves it in, the next one must not see it. */
    @ParameterizedTest
    @MethodSource("badMessages")
    void decode_afterABadMessage_isAsEver(byte[] bad) throws UnreadableMessage {
        String good = member("deviceid", "\"a1\"");
        Reading before = decode(good);
        UnreadableMessage refused = refused(delivery(bad, () -> {}));

        assertThat(decode(good)).isEqualTo(before);
        assertThat(refused(delivery(bad, () -> {})).why()).isEqualTo(refused.why());
        assertThat(decode("{\"pressure\":812,\"viscosity\":55}").tags()).isEqualTo(Tags.NONE);
        assertThat(decode(good)).isEqualTo(before);
    }

    static Stream<byte[]> badMessages() {
        Stream<String> texts = Stream.of(
                "",
                "{",
                "}",
                "{}}",
                "[]",
                "\"text\"",
                "garbage",
                "{\"pressure\":812,\"viscosity\":55",
                "{\"pressure\":812,\"viscosity\":{\"deep\":{}",
                "{\"pressure\":812,\"viscosity\":55,\"other\":{\"a\":1}",
                "{\"pressure\":812,\"viscosity\":55,\"other\":[1,2}",
                "{\"pressure\":812,\"viscosity\":55,\"other\":\"}",
                "{\"pressure\":812,\"viscosity\":55,\"other\":\"\\u00}",
                "{\"pressure\":812,\"viscosity\":55,\"oth}",
                "{\"pressure\":812,\"viscosity\":55,\"deviceid\":\"a\u0000b\"}",
                "{\"pressure\":812,\"viscosity\":55}{\"deviceid\":\"b\"}",
                "{\"pressure\":812,\"viscosity\":55} {\"deviceid\":}",
                "{\"pressure\":812,\"viscosity\":55,\"deviceid\":\"b\"}}}",
                "{\"pressure\":1e999,\"viscosity\":55,\"deviceid\":\"b\"}",
                "{\"pressure\":" + "1".repeat(2_000) + ",\"viscosity\":55}",
                "{\"pressure\":812,\"viscosity\":55,\"other\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}",
                "{\"pressure\":812,\"viscosity\":55,\"other\":" + "{\"a\":".repeat(600) + "1" + "}".repeat(601),
                "{\"pressure\":812,\"viscosity\":55,\"" + "a".repeat(200_000) + "\":1}",
                "{\"viscosity\":55,\"deviceid\":\"" + "b".repeat(7_000) + "\"}");
        byte[] utf16 = "{\"pressure\":x}".getBytes(StandardCharsets.UTF_16LE);
        Stream<byte[]> bytes = Stream.of(
                "{\"pressure\":812,\"viscosity\":55,\"deviceid\":\"x\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1),
                "{\"pressure\":812,\"viscosity\":55,\"other\":\"\u00f0\u009f\"}".getBytes(StandardCharsets.ISO_8859_1),
                "{\"pressure\":812,\"viscosity\":55,\"\u00e9\":1}".getBytes(StandardCharsets.ISO_8859_1),
                "{\u0000}\u0000}".getBytes(StandardCharsets.ISO_8859_1),
                utf16,
                Arrays.copyOf(utf16, utf16.length - 1));
        return Stream.concat(texts.map(text -> text.getBytes(StandardCharsets.UTF_8)), bytes);
    }

    /** In its own bytes, however many messages were read before it. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"`{\"pressure\":x}`, 12", "`{\"pressure\":812}}`, 16", "`{\"pressure\":{}`, 14", "`{`, 1"})
    void decode_notJson_saysWhere(String payload, int position) throws UnreadableMessage {
        for (int i = 0; i < 3; i++) {
            decode(reading("812", "55"));

            assertThat(refused(payload).why()).isEqualTo("the message is not JSON, see its byte " + position);
        }
    }

    @Test
    void decode_manyInventedNames_areSkipped() throws UnreadableMessage {
        for (int i = 0; i < 20_000; i++) {
            assertThat(decode(member("invented" + i, "\"" + i + "\"")).fields().size())
                    .isEqualTo(2);
        }
    }

    /** What is not written as nearly all are is read by a parser of its own. */
    @ParameterizedTest
    @CsvSource({"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void decode_otherUnicode_isRead(String charset) throws UnreadableMessage {
        String payload = member("deviceid", "\"a\u00e9\"");

        for (int i = 0; i < 3; i++) {
            assertThat(decoder.decode(delivery(payload.getBytes(Charset.forName(charset)), () -> {})))
                    .isEqualTo(decode(payload));
        }
    }

    @Test
    void decode_sameDevice_hasTheSameTagsAndMetakey() throws UnreadableMessage {
        String device = ",\"deviceid\":\"a1\",\"clientid\":\"c2\",\"metakey\":5}";
        Reading one = decode("{\"pressure\":1,\"viscosity\":2" + device);
        Reading other = decode("{\"pressure\":3,\"viscosity\":4" + device);

        assertThat(other.tags()).isSameAs(one.tags());
        assertThat(other.metakey()).isSameAs(one.metakey());
    }

    private Reading decode(String payload) throws UnreadableMessage {
        return decoder.decode(delivery(payload));
    }

    private UnreadableMessage refused(String payload) {
        return refused(delivery(payload));
    }

    private UnreadableMessage refused(Delivery delivery) {
        return catchThrowableOfType(UnreadableMessage.class, () -> decoder.decode(delivery));
    }

    private static String reading(String pressure, String viscosity) {
        return "{\"pressure\":" + pressure + ",\"viscosity\":" + viscosity + "}";
    }

    private static String member(String name, String json) {
        return "{\"pressure\":812,\"viscosity\":55,\"" + name + "\":" + json + "}";
    }
}
