package io.isobar.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTopicTest {

    @ParameterizedTest
    @CsvSource({
        "request/query/thing, QUERY, thing, ''",
        "request/get/thing/1-2-3, GET, thing, 1-2-3",
        "request/next/thing/1, NEXT, thing, 1",
        "request/delete/thing/1, DELETE, thing, 1",
        "request/devices, DEVICES, '', ''",
        "request/send/thing/other, SEND, thing, other",
        "request/get/ a b /é, GET, ' a b ', é"
    })
    void of_aRequest_isItsLevels(String topic, Operation operation, String uuid, String other) {
        assertThat(RequestTopic.of(topic)).contains(new RequestTopic(operation, uuid, other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request",
                "request/",
                "request/get",
                "request/get/",
                "request/get/thing",
                "request/get/thing/",
                "request/get//1",
                "request/get/thing/1/",
                "request/get/thing/1/2",
                "request/query",
                "request/query/thing/1",
                "request/devices/",
                "request/devices/thing",
                "request/send/thing",
                "request/put/thing/1",
                "request/GET/thing/1",
                "/request/get/thing/1",
                "response/get/thing/1",
                "requests/get/thing/1"
            })
    void of_anyOtherTopic_isEmpty(String topic) {
        assertThat(RequestTopic.of(topic)).isEmpty();
    }

    @Test
    void operation_isKnownOfWhatIsNoRequest() {
        assertThat(RequestTopic.operation("request/get/")).contains(Operation.GET);
        assertThat(RequestTopic.operation("request/anything/thing")).isEmpty();
    }
}
