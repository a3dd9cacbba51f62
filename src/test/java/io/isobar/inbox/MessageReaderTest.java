package io.isobar.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isobar.dynamodb.Unstorable;
import io.isobar.pipeline.ParkReason;
import io.isobar.sqs.QueueMessage;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {

    private static final String ID = "7d7efcff-bdcf-4d98-917e-d171d27cc0b4";

    private final MessageReader reader = new MessageReader("thingName", "epochTime");

    @ParameterizedTest
    @ValueSource(strings = {"1564669331", "\"1564669331\"", "1564669331.0e0"})
    void read_numberOrText_isTheSameId(String epochTime) throws Unstorable {
        StoredMessage message = read("{\"thingName\":\"testThing\",\"epochTime\":%s}".formatted(epochTime));

        assertThat(message.uuid()).isEqualTo("testThing");
        assertThat(message.messageId())
                .startsWith("1564669331")
                .endsWith("-1564669332364-7d7efcff-bdcf-4d98-917e-d171d27cc0b4");
    }

    @ParameterizedTest
    @CsvSource({"1e3, 1000", "20-digit, 20-digit", "12345678901234567890, 12345678901234567890", "1.50, 1.50"})
    void read_id_hasNoExponentAndAllDigits(String told, String kept) throws Unstorable {
        String epochTime = told.contains("-") ? '"' + told + '"' : told;

        StoredMessage message = read("{\"thingName\":7,\"epochTime\":%s}".formatted(epochTime));

        assertThat(message.messageId()).isEqualTo(kept + "-1564669332364-" + ID);
        assertThat(message.uuid()).isEqualTo("7");
    }

    @Test
    void read_dottedNames_leadIntoObjects() throws Unstorable {
        MessageReader nested = new MessageReader("device.name", "at.s");

        StoredMessage message = nested.read(message("{\"device\":{\"name\":\"a\"},\"at\":{\"s\":5}}"));

        assertThat(message.uuid()).isEqualTo("a");
        assertThat(message.messageId()).startsWith("5-");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        thingName=a                          | NOT_JSON      | the message is not JSON
        {"thingName":"a","epochTime":1} {}   | NOT_JSON      | the message is not JSON
        ["thingName"]                        | NOT_AN_OBJECT | the message is JSON, but no object
        {"epochTime":1}                      | MISSING_FIELD | UUID field [thingName] does not exist in payload
        {"thingName":null,"epochTime":1}     | MISSING_FIELD | UUID field [thingName] does not exist in payload
        {"thingName":"","epochTime":1}       | MISSING_FIELD | UUID field [thingName] is empty
        {"thingName":"a"}                    | MISSING_FIELD | Message key ID field [epochTime] does not exist in payload
        {"thingName":"\\ud800","epochTime":1} | WRONG_TYPE    | a text has half of a surrogate pair, which is no character
        {"thingName":["a"],"epochTime":1}    | WRONG_TYPE    | UUID field [thingName] is neither a text nor a number
        {"thingName":"a","epochTime":true}   | WRONG_TYPE    | Message key ID field [epochTime] is neither a text nor a number
        """)
    void read_whatCanNeverBeStored_isSaidWhy(String body, ParkReason reason, String why) {
        assertUnstorable(body, reason, why);
    }

    /** A character is two bytes of the key, and an exponent would be as many zeros. */
    @Test
    void read_keyThatIsTooLong_isSaidWhy() {
        assertUnstorable(
                "{\"thingName\":\"%s\",\"epochTime\":1}".formatted("é".repeat(1_025)),
                ParkReason.TOO_LARGE,
                "UUID field [thingName] is too long for a key of DynamoDB");
        assertUnstorable(
                "{\"thingName\":\"a\",\"epochTime\":\"%s\"}".formatted("1".repeat(1_000)),
                ParkReason.TOO_LARGE,
                "Message key ID field [epochTime] is too long for a key of DynamoDB");
        assertUnstorable(
                "{\"thingName\":\"a\",\"epochTime\":1e99999999999}",
                ParkReason.WRONG_TYPE,
                "a number has more than DynamoDB keeps: 38 digits, 1E-130 to 1E+126");
    }

    private void assertUnstorable(String body, ParkReason reason, String why) {
        assertThatThrownBy(() -> read(body)).isInstanceOfSatisfying(Unstorable.class, unstorable -> {
            assertThat(unstorable.reason()).isEqualTo(reason);
            assertThat(unstorable.why()).isEqualTo(why);
        });
    }

    private StoredMessage read(String body) throws Unstorable {
        return reader.read(message(body));
    }

    private static QueueMessage message(String body) {
        return new QueueMessage(ID, "handle", body, Instant.ofEpochMilli(1_564_669_332_364L));
    }
}
