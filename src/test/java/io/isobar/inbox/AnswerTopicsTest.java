package io.isobar.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.mqtt.ReplyTo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTopicsTest {

    private static final RequestTopic GET = new RequestTopic(Operation.GET, "thing", "1");

    private final AnswerTopics byToken = new AnswerTopics(InboxProperties.Responses.TOKEN);
    private final AnswerTopics byTopic = new AnswerTopics(InboxProperties.Responses.TOPIC);

    @Test
    void of_aToken_isTheLastLevel() {
        assertThat(byToken.of(GET, "498641EE-3CC6", null)).contains("response/get/498641EE-3CC6");
        assertThat(byToken.of(GET, "$ é 𝄞", new ReplyTo(null, new byte[1]))).contains("response/get/$ é 𝄞");
    }

    /** The last three are no characters, and mosquitto closes the connection for them. */
    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "", "a/b", "/", "+", "#", "a#", "\0", "\n", "\u001f", "\u007f", "\u009f", "\ufffe", "\uffff", "\ufdd0"
            })
    void of_aTokenThatIsNoLevel_isNowhere(String token) {
        assertThat(byToken.of(GET, token, null)).isEmpty();
    }

    @Test
    void of_halfOfASurrogatePair_isNowhere() {
        assertThat(byToken.of(GET, "a\ud800", null)).isEmpty();
        assertThat(byToken.of(GET, "\udc00a", null)).isEmpty();
    }

    @Test
    void of_aTokenThatMakesTheTopicTooLong_isNowhere() {
        int most = 65_535 - "response/get/".length();

        assertThat(byToken.of(GET, "x".repeat(most), null)).isPresent();
        assertThat(byToken.of(GET, "x".repeat(most + 1), null)).isEmpty();
        assertThat(byToken.of(GET, "é".repeat(most / 2 + 1), null)).isEmpty();
    }

    @Test
    void of_theLaterForm_isThatOfTheRequest() {
        assertThat(byTopic.of(GET, "a/b", null)).contains("response/get/thing/1");
        assertThat(byTopic.of(GET, null, null)).contains("response/get/thing/1");
        assertThat(byTopic.of(new RequestTopic(Operation.QUERY, "thing", ""), "t", null))
                .contains("response/query/thing");
        assertThat(byTopic.of(new RequestTopic(Operation.DEVICES, "", ""), "t", null))
                .contains("response/devices");
        assertThat(byTopic.of(new RequestTopic(Operation.QUERY, "a\nb", ""), "t", null))
                .isEmpty();
    }

    @Test
    void of_aResponseTopic_comesBeforeTheToken() {
        ReplyTo replyTo = new ReplyTo("response/to/me", null);

        assertThat(byToken.of(GET, "token", replyTo)).contains("response/to/me");
        assertThat(byToken.of(GET, null, replyTo)).contains("response/to/me");
        assertThat(byTopic.of(GET, null, replyTo)).contains("response/to/me");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "response",
                "response/",
                "request/get/a/b",
                "/response/a",
                "responses/a",
                "response/+",
                "response/#"
            })
    void of_aResponseTopicElsewhere_isNowhereForAllItsToken(String topic) {
        assertThat(byToken.of(GET, "token", new ReplyTo(topic, null))).isEmpty();
        assertThat(byTopic.of(GET, "token", new ReplyTo(topic, null))).isEmpty();
    }
}
