package io.isobar.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.json.JsonFactory;

class MessageSequenceTest {

    private final MessageSequence sequence = new MessageSequence(new JsonFactory());
    private final Members members = new Members();
    private final Values values = new Values();
    private final int slot = members.slot("a", 0);

    @Test
    void read_oneMessageAfterTheOther_isEach() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(read("{\"a\":" + i + (i % 3 == 0 ? " }" : "}") + " ".repeat(i % 4)))
                    .isTrue();
            assertThat(values.text(slot)).isEqualTo("" + i);
        }
    }

    @Test
    void read_asManyBytesAsThereIsRoomFor_isRead() {
        for (int i = 7_990; i <= 8_000; i++) {
            assertThat(read("{\"a\":" + " ".repeat(i - 7) + "5}")).isTrue();
            assertThat(values.text(slot)).isEqualTo("5");
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`{\"a\":1}{}`",
                "`{\"a\":1} {\"a\":2}`",
                "`{\"a\":1}}`",
                "`{\"a\":{}`",
                "`{\"a\":\"}`",
                "`{,}`",
                "`{\"a\":1,}`",
                "`{\"a\":1}//}`"
            })
    void read_somethingElse_isNot(String message) {
        assertThat(read("{\"a\":1}")).isTrue();
        assertThat(read(message)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`{}`, 2",
                "`{} `, 2",
                "`{\t}\n\r\t `, 3",
                "` {}`, -1",
                "``, -1",
                "` `, -1",
                "`[]`, -1",
                "`{`, -1",
                "`}`, -1"
            })
    void end_anyMessage_isWhereItsObjectMayEnd(String message, int end) {
        byte[] bytes = message.replace("\\n", "\n")
                .replace("\\r", "\r")
                .replace("\\t", "\t")
                .getBytes(UTF_8);

        assertThat(MessageSequence.end(bytes)).isEqualTo(end);
    }

    @Test
    void end_longMessage_isForAParserOfItsOwn() {
        assertThat(MessageSequence.end(("{" + " ".repeat(7_998) + "}").getBytes(UTF_8)))
                .isEqualTo(8_000);
        assertThat(MessageSequence.end(("{" + " ".repeat(7_999) + "}").getBytes(UTF_8)))
                .isEqualTo(-1);
    }

    @Test
    void isLong_quarterOfAMegabyte_isTrue() {
        String message = "{\"b\":\"" + "x".repeat(1_000) + "\"}";
        int messages = 0;
        while (!sequence.isLong() && messages < 1_000) {
            assertThat(read(message)).isTrue();
            messages++;
        }

        assertThat(messages).isBetween(200, 300);
    }

    private boolean read(String message) {
        byte[] bytes = message.getBytes(UTF_8);
        int end = MessageSequence.end(bytes);
        assertThat(end).isPositive();
        values.clear(1);
        return sequence.read(bytes, end, members, values);
    }
}
