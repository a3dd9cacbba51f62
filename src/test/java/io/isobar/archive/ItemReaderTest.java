package io.isobar.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isobar.dynamodb.Unstorable;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.ParkReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class ItemReaderTest {

    private static final Instant ARRIVAL = Instant.parse("2026-11-28T01:02:03.456789Z");
    private static final String EXAMPLE =
            "{\"timestamp\":1667844200703123,\"key1\":\"value1\",\"key2\":10,\"key3\":\"value3\"}";
    private static final Map<String, AttributeValue> ATTRIBUTES = Map.of(
            "timestamp", AttributeValue.fromN("1667844200703123"),
            "key1", AttributeValue.fromS("value1"),
            "key2", AttributeValue.fromN("10"),
            "key3", AttributeValue.fromS("value3"));

    @Test
    void read_keysThatAreMembers_isTheMessageItself() throws Unstorable {
        assertThat(read(Map.of("param-partition-key", "key1", "param-sort-key", "key3"), EXAMPLE))
                .containsExactly(ATTRIBUTES);
    }

    @ParameterizedTest
    @CsvSource({"+01:00,19", "UTC,18", "Europe/Berlin,19"})
    void read_keysCutOutOfTheTime_areAttributes(String zone, String hour) throws Unstorable {
        Map<String, String> settings = Map.of(
                "param-partition-key", "year_month|%Y-%m",
                "param-sort-key", "rest_of_ts|%d-%H:%M:%S.%f",
                "zone", zone);

        Map<String, AttributeValue> expected = new HashMap<>(ATTRIBUTES);
        expected.put("year_month", AttributeValue.fromS("2022-11"));
        expected.put("rest_of_ts", AttributeValue.fromS("07-" + hour + ":03:20.703123"));
        assertThat(read(settings, EXAMPLE)).containsExactly(expected);
    }

    @Test
    void read_valuesOfEveryType_areExact() throws Unstorable {
        String message = "{\"k\":\"a\",\"n\":[1,2.50,-1E-7,123456789012345678901234567890.12345678],\"t\":true,"
                + "\"nothing\":null,\"empty\":\"\",\"o\":{\"e\":\"\",\"in\":[\"\",{\"e\":\"\",\"f\":\"é😀\"}],\"m\":{}},\"l\":[]}";

        Map<String, AttributeValue> item =
                read(Map.of("param-partition-key", "k"), message).getFirst();

        assertThat(item).containsOnlyKeys("k", "n", "t", "nothing", "o", "l");
        assertThat(item.get("n").l())
                .extracting(AttributeValue::n)
                .containsExactly("1", "2.50", "-1E-7", "123456789012345678901234567890.12345678");
        assertThat(item.get("nothing").nul()).isTrue();
        assertThat(item.get("o").m()).containsOnlyKeys("in", "m");
        assertThat(item.get("o").m().get("in").l())
                .containsExactly(
                        AttributeValue.fromS(""), AttributeValue.fromM(Map.of("f", AttributeValue.fromS("é😀"))));
        Map<String, AttributeValue> whole = read(Map.of("param-partition-key", "k", "empty-strings", "keep"), message)
                .getFirst();
        assertThat(whole).containsEntry("empty", AttributeValue.fromS(""));
        assertThat(whole.get("o").m()).containsEntry("e", AttributeValue.fromS(""));
    }

    @Test
    void read_array_isAnItemOfEachElement() throws Unstorable {
        assertThat(read(Map.of("param-partition-key", "k"), "[{\"k\":\"a\"},{\"k\":\"b\",\"n\":1}]"))
                .containsExactly(
                        Map.of("k", AttributeValue.fromS("a")),
                        Map.of("k", AttributeValue.fromS("b"), "n", AttributeValue.fromN("1")));
    }

    @Test
    void read_attributesThatAreChosen_areAllThereAreBesideKeysAndExtras() throws Unstorable {
        Map<String, String> settings = Map.of(
                "param-partition-key", "from",
                "param-sort-key", "at|%F",
                "include", "a,b,from",
                "exclude", "b,from",
                "topic-attribute", "topic",
                "retention", "1h");

        assertThat(read(settings, "{\"from\":\"x\",\"a\":1,\"b\":2,\"c\":3}"))
                .containsExactly(Map.of(
                        "from", AttributeValue.fromS("x"),
                        "at", AttributeValue.fromS("2026-11-28"),
                        "a", AttributeValue.fromN("1"),
                        "topic", AttributeValue.fromS("plant/1"),
                        "expiresAt", AttributeValue.fromN("" + (ARRIVAL.getEpochSecond() + 3_600))));
        assertThat(read(Map.of("param-partition-key", "topic", "topic-attribute", "topic"), "{}"))
                .containsExactly(Map.of("topic", AttributeValue.fromS("plant/1")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"at":1667844200}                   | 2022-11-07T18:03:20.000000
        {"at":"1667844200703"}              | 2022-11-07T18:03:20.703000
        {"at":1667844200703123456}          | 2022-11-07T18:03:20.703123
        {"at":1667844200.5}                 | 2022-11-07T18:03:20.500000
        {"at":"2022-11-07T19:03:20.7+01:00"} | 2022-11-07T18:03:20.700000
        {"at":"2022-11-07 18:03:20"}        | 2022-11-07T18:03:20.000000
        {"at":"yesterday"}                  | 2026-11-28T01:02:03.456789
        {"at":true}                         | 2026-11-28T01:02:03.456789
        {"timestamp":1667844200}            | 2026-11-28T01:02:03.456789
        """)
    void read_timeOfAMessage_isWhatItSaysElseWhenItArrived(String message, String expected) throws Unstorable {
        Map<String, String> settings = Map.of("param-partition-key", "t|%Y-%m-%dT%H:%M:%S.%f", "timestamp", "at");

        assertThat(read(settings, message).getFirst()).containsEntry("t", AttributeValue.fromS(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        k:1                              | NOT_JSON      | the message is not JSON
        {"k":"a","s":"b"} {}             | NOT_JSON      | the message is not JSON
        "k"                              | NOT_AN_OBJECT | the message is JSON, but no object, nor an array of some
        []                               | NOT_AN_OBJECT | the message is JSON, but no object, nor an array of some
        [{"k":"a","s":"b"},1]            | NOT_AN_OBJECT | element 1 is no object
        {"s":"b"}                        | MISSING_FIELD | the partition key [k] does not exist in the message
        {"k":"a"}                        | MISSING_FIELD | the sort key [s] does not exist in the message
        [{"k":"a","s":"b"},{"k":"a"}]    | MISSING_FIELD | the sort key [s] does not exist in the message
        {"k":"","s":"b"}                 | MISSING_FIELD | the partition key [k] is empty
        {"k":1,"s":"b"}                  | WRONG_TYPE    | the partition key [k] is no text
        {"k":"a","s":null}               | WRONG_TYPE    | the sort key [s] is no text
        {"k":"a","s":"b","topic":"mine"} | WRONG_TYPE    | [topic] is a member of the message, and must not be
        {"k":"\\ud800","s":"b"}          | WRONG_TYPE    | a text has half of a surrogate pair, which is no character
        """)
    void read_whatCanNeverBeAnItem_isSaidWhy(String message, ParkReason reason, String why) {
        assertUnstorable(message, reason, why);
    }

    @Test
    void read_tooMuch_isSaidWhy() {
        assertUnstorable(
                "{\"k\":\"a\",\"s\":\"%s\"}".formatted("é".repeat(513)),
                ParkReason.TOO_LARGE,
                "the sort key [s] is too long for DynamoDB");
        assertUnstorable(
                "{\"k\":\"%s\",\"s\":\"a\"}".formatted("k".repeat(2_049)),
                ParkReason.TOO_LARGE,
                "the partition key [k] is too long for DynamoDB");
        assertUnstorable(
                " ".repeat(1 << 20) + "{}", ParkReason.TOO_LARGE, "the message has 1048578 bytes, more than 1048576");
        assertUnstorable(
                "{\"k\":\"a\",\"s\":\"b\",\"n\":[%s]}".formatted("1".repeat(39)),
                ParkReason.WRONG_TYPE,
                "a number has more than DynamoDB keeps: 38 digits, 1E-130 to 1E+126");
    }

    private static void assertUnstorable(String message, ParkReason reason, String why) {
        Map<String, String> settings =
                Map.of("param-partition-key", "k", "param-sort-key", "s", "topic-attribute", "topic");
        assertThatThrownBy(() -> read(settings, message))
                .isInstanceOfSatisfying(
                        Unstorable.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessage(why);
    }

    private static List<Map<String, AttributeValue>> read(Map<String, String> settings, String message)
            throws Unstorable {
        Map<String, String> all = new HashMap<>(settings);
        all.put("input", "plant/+");
        ArchiveProperties.Flow flow = new Binder(new MapConfigurationPropertySource(all))
                .bind("", ArchiveProperties.Flow.class)
                .get();
        return new ItemReader(flow)
                .read(new Delivery("plant/1", message.getBytes(StandardCharsets.UTF_8), ARRIVAL, () -> {}));
    }
}
