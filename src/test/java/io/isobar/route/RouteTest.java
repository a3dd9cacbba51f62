package io.isobar.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.ParkReason;
import io.isobar.telemetry.DeviceClock;
import io.isobar.telemetry.FieldValue.Decimal;
import io.isobar.telemetry.FieldValue.Text;
import io.isobar.telemetry.FieldValue.Truth;
import io.isobar.telemetry.FieldValue.Whole;
import io.isobar.telemetry.Reading;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a route of the settings makes of a message. That of the built-in one is tested with the decoder. */
class RouteTest {

    private static final String SETTINGS = """
            isobar:
              telemetry:
                routes:
                  - topic: plant/{site}/+/{line}
                    measurement: m
                    fields:
                      - { from: f, required: false }
                      - { from: i, type: integer, required: false }
                      - { from: b, type: boolean, required: false }
                      - { from: s, type: string, required: false }
                      - { from: o.p.q, name: deep, required: false }
                    tags:
                      - { name: site, value: "{site}" }
                      - { name: line, value: "line {line}" }
                      - { name: both, value: "{d.id}{client}" }
                      - { name: fixed, value: always }
                    key: "{site}-{d.id}"
                    time: header.at
            """;

    private final Counter replaced = new SimpleMeterRegistry().counter("replaced");
    private final Route route = route(SETTINGS);

    @Test
    void decode_completeMessage_hasEveryFieldInItsType() throws UnreadableMessage {
        Reading reading = decode("""
                {"f":"1.5","i":7.0,"b":"TRUE","s":"two words","o":{"p":{"q":3}},"client":true,"site":"not this one",
                 "d":{"id":12},"header":{"at":"2026-11-21T09:00:00"},"sensordatetime":5}
                """);

        assertThat(reading.fields().asMap())
                .containsExactly(
                        entry("b", new Truth(true)),
                        entry("deep", new Decimal(3)),
                        entry("f", new Decimal(1.5)),
                        entry("i", new Whole(7)),
                        entry("s", new Text("two words")));
        assertThat(reading.tags().asMap())
                .containsExactly(
                        entry("both", "12true"),
                        entry("fixed", "always"),
                        entry("line", "line 3"),
                        entry("site", "berlin"));
        assertThat(reading.metakey()).isEqualTo("berlin-12");
        assertThat(reading.epochNanos()).isEqualTo(1_795_251_600_000_000_000L);
        assertThat(replaced.count()).isZero();
    }

    @Test
    void decode_emptyLevelAndAbsentMembers_areNoTagsAndNoKey() throws UnreadableMessage {
        Reading reading = route.decoder().decode(delivery("plant//x/", "{\"i\":1,\"d\":{\"id\":5}}"));

        assertThat(reading.tags().asMap())
                .containsExactly(entry("both", "5"), entry("fixed", "always"), entry("line", "line "));
        assertThat(reading.metakey()).isNull();
        assertThat(reading.epochNanos()).isEqualTo(Deliveries.ARRIVAL_MICROS_AS_NANOS);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "5, berlin-5",
                "\"a\", berlin-a",
                "7.50, berlin-7.50",
                "\"\", none",
                "true, none",
                "null, none",
                "{}, none",
                "[5], none",
            })
    void decode_key_isOfTextsAndNumbersAlone(String json, String key) throws UnreadableMessage {
        assertThat(decode("{\"i\":1,\"d\":{\"id\":" + json + "}}").metakey()).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                          | MISSING_FIELD | all fields are missing
            {"f":null,"o":{"p":null}}   | MISSING_FIELD | all fields are missing
            {"o":5}                     | MISSING_FIELD | all fields are missing
            {"o":[{"p":{"q":1}}]}       | MISSING_FIELD | all fields are missing
            {"o.p.q":1}                 | MISSING_FIELD | all fields are missing
            {"f":"x"}                   | NOT_A_NUMBER  | f is not a finite number
            {"f":{}}                    | NOT_A_NUMBER  | f is not a finite number
            {"f":true}                  | NOT_A_NUMBER  | f is not a finite number
            {"f":1e999}                 | NOT_A_NUMBER  | f is not a finite number
            {"i":"x"}                   | NOT_A_NUMBER  | i is not a number
            {"i":[]}                    | NOT_A_NUMBER  | i is not a number
            {"i":true}                  | NOT_A_NUMBER  | i is not a number
            {"i":5.5}                   | WRONG_TYPE    | i is not a whole number of 64 bits
            {"i":"9223372036854775808"} | WRONG_TYPE    | i is not a whole number of 64 bits
            {"i":1e999}                 | WRONG_TYPE    | i is not a whole number of 64 bits
            {"b":"maybe"}               | WRONG_TYPE    | b is neither true nor false
            {"b":2}                     | WRONG_TYPE    | b is neither true nor false
            {"b":{}}                    | WRONG_TYPE    | b is neither true nor false
            {"s":{}}                    | WRONG_TYPE    | s is an object or an array
            {"s":["x"]}                 | WRONG_TYPE    | s is an object or an array
            {"o":{"p":{"q":"x"}}}       | NOT_A_NUMBER  | o.p.q is not a finite number
            """)
    void decode_wrongMessage_isRefusedWithTheReason(String payload, ParkReason reason, String why) {
        UnreadableMessage refused = catchThrowableOfType(
                UnreadableMessage.class, () -> route.decoder().decode(delivery("plant/berlin/x/3", payload)));

        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused.why()).isEqualTo(why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            5           | 5
            5.50        | 5.50
            true        | true
            ""          | ``
            """)
    void decode_string_isTheTextOfAnyScalar(String json, String text) throws UnreadableMessage {
        assertThat(decode("{\"s\":" + json + "}").fields().asMap()).containsOnly(entry("s", new Text(text)));
    }

    /** Also of what is inside them: an object that comes again replaces the whole of the first one. */
    @Test
    void decode_duplicateMembers_theLastOneCounts() throws UnreadableMessage {
        assertThat(decode("{\"i\":1,\"o\":{\"p\":{\"q\":1}},\"o\":{}}").fields().asMap())
                .containsOnlyKeys("i");
        assertThat(decode("{\"i\":1,\"o\":{\"p\":{\"q\":1},\"p\":\"x\"}}")
                        .fields()
                        .asMap())
                .containsOnlyKeys("i");
        assertThat(decode("{\"i\":1,\"i\":null,\"f\":\"x\",\"f\":2}").fields().asMap())
                .containsOnlyKeys("f");
    }

    @Test
    void decode_membersInArrays_areSkipped() throws UnreadableMessage {
        assertThat(decode("{\"i\":1,\"d\":[{\"id\":5}],\"header\":[1,{\"at\":[]}],\"other\":{\"i\":\"x\"}}"))
                .isEqualTo(decode("{\"i\":1}"));
    }

    private Reading decode(String payload) throws UnreadableMessage {
        return route.decoder().decode(delivery("plant/berlin/x/3", payload));
    }

    private Route route(String yaml) {
        ReadingTime time = new ReadingTime(new DeviceClock(ZoneOffset.UTC), false, replaced);
        return Routes.of(RouteSettings.of(yaml), "", SensorId.PLAIN, "devices", time, 262_144)
                .all()
                .getFirst();
    }

    private static Delivery delivery(String topic, String payload) {
        return new Delivery(topic, payload.getBytes(StandardCharsets.UTF_8), Deliveries.ARRIVAL, () -> {});
    }
}
