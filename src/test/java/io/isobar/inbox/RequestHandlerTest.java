package io.isobar.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.mqtt.MqttRequest.Handed;
import io.isobar.mqtt.ReplyTo;
import io.isobar.pipeline.PeerState;
import io.isobar.sqs.QueueFailure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;

/** Where there is one message of one device, of which nothing but the message is asked. */
@Timeout(60)
class RequestHandlerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RequestLanes lanes = new RequestLanes(4, 4);
    private final List<String> sent = new ArrayList<>();
    private final Outbound queue = body -> {
        sent.add(body);
        return "sqs-1";
    };

    @AfterEach
    void close() {
        lanes.close();
    }

    @Test
    void get_ofTheMessage_isItsBodyWithItsNumbersAsTheyAre() throws InterruptedException {
        FakeRequest request = answered(new FakeRequest("request/get/thing/1", "{\"token\":\"t\"}", null));

        assertThat(request.answers)
                .containsExactly("response/get/t {\"body\":{\"big\":12345678901234567890,\"list\":[1.5,{\"n\":20}],"
                        + "\"text\":\"7\",\"whole\":72},\"messageId\":\"1\",\"uuid\":\"thing\"}");
        assertThat(request.acknowledged).isOne();
        assertThat(counts()).containsExactly(Map.entry("get answered", 1.0));
    }

    @Test
    void get_withNumbersAsText_hasNoNumbersAtAnyDepth() throws InterruptedException {
        InboxProperties asText =
                properties(InboxProperties.Responses.TOKEN, InboxProperties.Numbers.TEXT, Set.of(Operation.GET));
        FakeRequest request = new FakeRequest("request/get/thing/1", "{\"token\":\"t\"}", null);
        handle(handler(asText, queue), request);

        assertThat(request.answers)
                .containsExactly(
                        "response/get/t {\"body\":{\"big\":\"12345678901234567890\",\"list\":[\"1.5\",{\"n\":\"20\"}],"
                                + "\"text\":\"7\",\"whole\":\"72\"},\"messageId\":\"1\",\"uuid\":\"thing\"}");
    }

    @Test
    void get_inTheLaterForm_hasTheTokenInside() throws InterruptedException {
        InboxProperties later =
                properties(InboxProperties.Responses.TOPIC, InboxProperties.Numbers.NUMBER, Set.of(Operation.values()));
        FakeRequest gone = new FakeRequest("request/get/thing/2", "{\"token\":\"t\"}", null);
        FakeRequest without = new FakeRequest("request/get/thing/2", "", null);
        handle(handler(later, queue), gone);
        handle(handler(later, queue), without);

        assertThat(gone.answers)
                .containsExactly(
                        "response/get/thing/2"
                                + " {\"error\":\"Message not available\",\"messageId\":\"2\",\"token\":\"t\",\"uuid\":\"thing\"}");
        assertThat(without.answers)
                .containsExactly("response/get/thing/2"
                        + " {\"error\":\"Message not available\",\"messageId\":\"2\",\"uuid\":\"thing\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "{}",
                "[\"t\"]",
                "\"t\"",
                "{\"token\":1}",
                "{\"token\":null}",
                "{\"token\":\"\"}",
                "{\"token\":\"../get/x\"}",
                "{\"token\":\"#\"}",
                "{\"token\":\"\\u0000\"}",
                "{\"token\":\"\\ud800\"}",
                "{\"token\":\"t\"",
                "{\"token\":\"t\"} {}"
            })
    void request_withoutAToken_isCountedAndAcknowledgedAndAnsweredNowhere(String payload) throws InterruptedException {
        FakeRequest request = answered(new FakeRequest("request/get/thing/1", payload, null));

        assertThat(request.answers).isEmpty();
        assertThat(request.acknowledged).isOne();
        assertThat(counts()).containsExactly(Map.entry("get nowhere", 1.0));
    }

    @Test
    void request_withAResponseTopic_isAnsweredThereWithItsCorrelationData() throws InterruptedException {
        ReplyTo me = new ReplyTo("response/me", "c-1".getBytes(StandardCharsets.UTF_8));
        ReplyTo outside = new ReplyTo("request/delete/thing/1", null);
        FakeRequest inside = answered(new FakeRequest("request/get/thing/2", "", me));
        FakeRequest elsewhere = answered(new FakeRequest("request/get/thing/2", "{\"token\":\"t\"}", outside));

        assertThat(inside.answers)
                .containsExactly(
                        "response/me {\"error\":\"Message not available\",\"messageId\":\"2\",\"uuid\":\"thing\"} c-1");
        assertThat(elsewhere.answers).isEmpty();
        assertThat(counts()).containsOnly(Map.entry("get answered", 1.0), Map.entry("get nowhere", 1.0));
    }

    @Test
    void whatIsNoRequest_isCountedByKnownOperationsOnly() throws InterruptedException {
        InboxProperties onlyGet =
                properties(InboxProperties.Responses.TOKEN, InboxProperties.Numbers.NUMBER, Set.of(Operation.GET));
        RequestHandler handler = handler(onlyGet, queue);
        for (String topic : List.of("request/get", "request/a", "request/b/c", "request/delete/thing/1")) {
            FakeRequest request = new FakeRequest(topic, "{\"token\":\"t\"}", null);
            handle(handler, request);
            assertThat(request.answers).isEmpty();
            assertThat(request.acknowledged).isOne();
        }

        assertThat(counts())
                .containsOnly(
                        Map.entry("get no_request", 1.0),
                        Map.entry("unknown no_request", 2.0),
                        Map.entry("delete no_request", 1.0));
    }

    @Test
    void answer_thatIsTooLong_isAnErrorInstead() throws InterruptedException {
        FakeRequest request = new FakeRequest("request/get/thing/1", "{\"token\":\"t\"}", null);
        request.longest = 90;
        answered(request);

        assertThat(request.answers)
                .containsExactly("response/get/t {\"error\":\"Answer too long for the broker\",\"messageId\":\"1\","
                        + "\"uuid\":\"thing\"}");
        assertThat(counts()).containsExactly(Map.entry("get failed", 1.0));
    }

    @Test
    void answer_thatTheBrokerDoesNotWant_isCountedAndItsRequestAcknowledged() throws InterruptedException {
        FakeRequest request = new FakeRequest("request/get/thing/1", "{\"token\":\"t\"}", null);
        request.handed = Handed.REFUSED;
        answered(request);

        assertThat(request.acknowledged).isOne();
        assertThat(counts()).containsExactly(Map.entry("get refused", 1.0));
    }

    @Test
    void request_whoseConnectionHasEnded_isLeftToBeDeliveredAgain() throws InterruptedException {
        FakeRequest waited = new FakeRequest("request/send/thing/a", "{\"token\":\"t\",\"hex_payload\":\"00\"}", null);
        waited.open = false;
        FakeRequest lost = new FakeRequest("request/get/thing/1", "{\"token\":\"t\"}", null);
        lost.handed = Handed.LOST;
        answered(waited);
        answered(lost);

        assertThat(sent).isEmpty();
        assertThat(waited.acknowledged).isZero();
        assertThat(lost.acknowledged).isZero();
        assertThat(counts()).containsOnly(Map.entry("send lost", 1.0), Map.entry("get lost", 1.0));
    }

    @Test
    void send_hexDigits_areInTheOutboundQueue() throws InterruptedException {
        FakeRequest request = answered(
                new FakeRequest("request/send/thing/3000", "{\"token\":\"t\",\"hex_payload\":\"00ffAB\"}", null));

        assertThat(sent).containsExactly("{\"client_message_id\":\"t\",\"message\":\"00ffAB\",\"imei\":\"3000\"}");
        assertThat(request.answers)
                .containsExactly("response/send/t {\"uuid\":\"thing\",\"sqs_message_id\":\"sqs-1\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"hex_payload\":\"\"",
                ",\"hex_payload\":\"0\"",
                ",\"hex_payload\":\"0g\"",
                ",\"hex_payload\":12"
            })
    void send_whatIsNoHex_isAnErrorAndNotSent(String member) throws InterruptedException {
        FakeRequest request =
                answered(new FakeRequest("request/send/thing/3000", "{\"token\":\"t\"" + member + "}", null));

        assertThat(sent).isEmpty();
        assertThat(request.answers)
                .containsExactly("response/send/t"
                        + " {\"error\":\"hex_payload must be an even number of hex digits\",\"uuid\":\"thing\"}");
        assertThat(counts()).containsExactly(Map.entry("send failed", 1.0));
    }

    @Test
    void send_withoutAQueue_orWhileItIsAway_saysSo() throws InterruptedException {
        Outbound away = body -> {
            throw new QueueFailure("away", new IllegalStateException());
        };
        FakeRequest none = new FakeRequest("request/send/thing/a", "{\"token\":\"t\",\"hex_payload\":\"00\"}", null);
        FakeRequest never = new FakeRequest("request/send/thing/a", "{\"token\":\"t\",\"hex_payload\":\"00\"}", null);
        handle(handler(all(), null), none);
        handle(handler(all(), away), never);

        assertThat(none.answers)
                .containsExactly("response/send/t"
                        + " {\"error\":\"No outbound queue (see isobar.inbox.outbound-queue)\",\"uuid\":\"thing\"}");
        assertThat(never.answers)
                .containsExactly("response/send/t"
                        + " {\"error\":\"The outbound queue does not take messages now\",\"uuid\":\"thing\"}");
        assertThat(never.acknowledged).isOne();
    }

    @Test
    void answerThatEndsEachConnection_isGivenUpAfterFive_andAnsweredWhenItIsAskedForAnew() throws InterruptedException {
        RequestHandler handler = handler(all(), queue);
        for (int connections = 0; connections < 5; connections++) {
            FakeRequest lost = new FakeRequest("request/get/thing/1", "{\"token\":\"t\"}", null);
            lost.handed = Handed.LOST;
            handle(handler, lost);
            assertThat(lost.acknowledged).isZero();
        }
        FakeRequest again = new FakeRequest("request/get/thing/1", "{\"token\":\"t\"}", null);
        FakeRequest other = new FakeRequest("request/get/thing/1", "{\"token\":\"u\"}", null);
        FakeRequest later = new FakeRequest("request/get/thing/1", "{\"token\":\"t\"}", null);
        handle(handler, again);
        handle(handler, other);
        handle(handler, later);

        assertThat(again.answers).isEmpty();
        assertThat(again.acknowledged).isOne();
        assertThat(other.answers).hasSize(1);
        assertThat(later.answers).hasSize(1);
        assertThat(counts())
                .containsExactly(
                        Map.entry("get answered", 2.0), Map.entry("get lost", 5.0), Map.entry("get refused", 1.0));
    }

    private FakeRequest answered(FakeRequest request) throws InterruptedException {
        handle(handler(all(), queue), request);
        return request;
    }

    private void handle(RequestHandler handler, FakeRequest request) throws InterruptedException {
        assertThat(handler.accept(request, PATIENCE)).isTrue();
        assertThat(lanes.drain(PATIENCE)).isTrue();
    }

    private RequestHandler handler(InboxProperties properties, @Nullable Outbound outbound) {
        PeerState state = new PeerState("table", LoggerFactory.getLogger(RequestHandlerTest.class));
        MessageTable table = new MessageTable(new OneMessage(), "messages", state);
        return new RequestHandler(properties, new Answers(table, outbound, properties), lanes, registry);
    }

    private static InboxProperties all() {
        return properties(InboxProperties.Responses.TOKEN, InboxProperties.Numbers.NUMBER, Set.of(Operation.values()));
    }

    private static InboxProperties properties(
            InboxProperties.Responses responses, InboxProperties.Numbers numbers, Set<Operation> operations) {
        return new InboxProperties(
                "", "", "", "messages", "thingName", "epochTime", Duration.ZERO, 4, operations, responses, numbers, 4);
    }

    private Map<String, Double> counts() {
        Map<String, Double> counts = new TreeMap<>();
        for (Counter counter : registry.find("isobar.inbox.requests").counters()) {
            String tags =
                    counter.getId().getTag("operation") + " " + counter.getId().getTag("result");
            counts.put(tags, counter.count());
        }
        return counts;
    }

    /** A table without a DynamoDB, with the message 1 of thing. */
    private static final class OneMessage implements DynamoDbClient {

        private static final Map<String, AttributeValue> BODY = Map.of(
                "whole", AttributeValue.fromN("72"),
                "big", AttributeValue.fromN("12345678901234567890"),
                "text", AttributeValue.fromS("7"),
                "list",
                        AttributeValue.fromL(List.of(
                                AttributeValue.fromN("1.5"),
                                AttributeValue.fromM(Map.of("n", AttributeValue.fromN("20"))))));

        @Override
        public GetItemResponse getItem(GetItemRequest request) {
            boolean there = request.key().get("uuid").s().equals("thing")
                    && request.key().get("messageId").s().equals("1");
            return GetItemResponse.builder()
                    .item(there ? Map.of("body", AttributeValue.fromM(BODY)) : Map.of())
                    .build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
