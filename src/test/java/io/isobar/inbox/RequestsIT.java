package io.isobar.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.ServiceTest;
import io.isobar.dynamodb.AttributeValues;
import io.isobar.local.DynamoDbLocal;
import io.isobar.local.ElasticMq;
import io.isobar.local.Isobar;
import io.isobar.local.RealServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.model.Message;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The packaged service answers mosquitto's clients, by mosquitto and out of DynamoDB Local. */
class RequestsIT extends ServiceTest {

    @RegisterExtension
    static final RealServer<ElasticMq> SQS = RealServer.of(folder -> ElasticMq.start());

    @RegisterExtension
    static final RealServer<DynamoDbLocal> DYNAMODB = RealServer.of(folder -> DynamoDbLocal.start());

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final String ONE = "1564669331-1564669332364-7d7efcff-bdcf-4d98-917e-d171d27cc0b4";
    private static final String TWO = "1565033964-1565033965273-d8e31549-fd90-46f6-9588-2a28a9173f3a";
    private static final String THREE = "1565034142-1565034143557-e93620fb-073c-479d-8234-1fc5bfa5155c";
    private static final String BODY =
            "{\"epochTime\":\"1564669331\",\"tempSensor1F\":\"72\",\"tempSensor2F\":\"70\",\"thingName\":\"testThing\"}";

    private String table;
    private String outbound;
    private Path heard;
    private Process listener;

    @BeforeEach
    void useTable() throws IOException {
        table = "messages-" + port;
        DYNAMODB.get().createTable(table, "uuid", "messageId");
        outbound = SQS.get().createQueue("outbound-" + port, Duration.ofSeconds(30));
        settings.put("isobar.inbox.queue", SQS.get().createQueue("inbound-" + port, Duration.ofSeconds(30)));
        settings.put("isobar.inbox.outbound-queue", outbound);
        settings.put("isobar.inbox.table", table);
        settings.put("isobar.aws.endpoint", DYNAMODB.get().url().toString());
        heard = folder.resolve("heard");
        listener = new ProcessBuilder(
                        "mosquitto_sub", "-V", "5", "-p", "" + port, "-q", "1", "-t", "response/#", "-F", "%t %D %p")
                .redirectOutput(heard.toFile())
                .start();
    }

    @AfterEach
    void stopListening() {
        listener.destroy();
    }

    /** Lines of the log tell who has subscribed. */
    @Override
    protected String brokerSettings() {
        return super.brokerSettings() + "\nlog_type all";
    }

    @Test
    void examplesOfTheDocument_areAnsweredToTheLetter() throws IOException {
        try (Isobar isobar = readyToAnswer()) {
            assertAnswer("query", "testThing", "{\"error\":\"No messages available\",\"uuid\":\"testThing\"}");

            put(ONE, BODY);
            assertAnswer(
                    "query",
                    "testThing",
                    "{\"newestMessageId\":\"%s\",\"oldestMessageId\":\"%s\",\"uuid\":\"testThing\"}"
                            .formatted(ONE, ONE));
            assertAnswer(
                    "get",
                    "testThing/" + ONE,
                    "{\"body\":%s,\"messageId\":\"%s\",\"uuid\":\"testThing\"}".formatted(BODY, ONE));
            assertAnswer(
                    "get",
                    "testThing/" + TWO,
                    "{\"error\":\"Message not available\",\"messageId\":\"%s\",\"uuid\":\"testThing\"}".formatted(TWO));

            put(TWO, BODY);
            put(THREE, BODY);
            assertAnswer(
                    "next",
                    "testThing/" + TWO,
                    "{\"nextMessageId\":\"%s\",\"specifiedMessageId\":\"%s\",\"uuid\":\"testThing\"}"
                            .formatted(THREE, TWO));
            assertAnswer(
                    "next",
                    "testThing/" + THREE,
                    "{\"error\":\"No newer messages available\",\"specifiedMessageId\":\"%s\",\"uuid\":\"testThing\"}"
                            .formatted(THREE));

            String deleted = "{\"messageId\":\"%s\",\"uuid\":\"testThing\"}".formatted(TWO);
            assertAnswer("delete", "testThing/" + TWO, deleted);
            assertAnswer("delete", "testThing/" + TWO, deleted);
            assertThat(isobar.metrics())
                    .containsEntry("isobar_inbox_requests_total{operation=\"delete\",result=\"answered\"}", 2.0)
                    .containsEntry("isobar_inbox_requests_total{operation=\"get\",result=\"answered\"}", 2.0);
        }
    }

    @Test
    void devicesAndSend_areAnswered() throws IOException {
        put(ONE, BODY);
        try (Isobar isobar = readyToAnswer()) {
            publish("request/devices", "{\"token\":\"all\"}");
            awaitHeard("response/devices/all  {\"uuids\":[\"testThing\"]}");

            publish("request/send/testThing/300234", "{\"token\":\"t1\",\"hex_payload\":\"00ff\"}");
            await().atMost(PATIENCE).until(() -> heard().contains("response/send/t1"));
            Message sent = SQS.get()
                    .client()
                    .receiveMessage(receive -> receive.queueUrl(outbound))
                    .messages()
                    .getFirst();
            assertThat(sent.body())
                    .isEqualTo("{\"client_message_id\":\"t1\",\"message\":\"00ff\",\"imei\":\"300234\"}");
            assertThat(heard())
                    .contains("response/send/t1  {\"uuid\":\"testThing\",\"sqs_message_id\":\"%s\"}"
                            .formatted(sent.messageId()));
        }
    }

    @Test
    void laterForm_answersOnTheTopicOfTheRequest_withTheToken_andNumbersAsText() throws IOException {
        settings.put("isobar.inbox.responses", "topic");
        settings.put("isobar.inbox.numbers", "text");
        put(ONE, "{\"t\":72,\"n\":[12345678901234567890,2.5]}");
        try (Isobar isobar = readyToAnswer()) {
            publish("request/get/testThing/" + ONE, "{\"token\":\"a/b\"}");
            awaitHeard(("response/get/testThing/%s  {\"body\":{\"n\":[\"12345678901234567890\",\"2.5\"],\"t\":\"72\"},"
                            + "\"messageId\":\"%s\",\"token\":\"a/b\",\"uuid\":\"testThing\"}")
                    .formatted(ONE, ONE));
        }
    }

    /** What goes before has been answered, or not, when the last one is. */
    @Test
    void requestsThatCannotBeAnswered_areCountedAndAnsweredNowhere() throws IOException {
        put(ONE, BODY);
        try (Isobar isobar = readyToAnswer()) {
            for (String payload : List.of("{\"token\":\"a/b\"}", "{\"token\":\"#\"}", "{\"token\":7}", "{}", "token")) {
                publish("request/query/testThing", payload);
            }
            publish("request/get", "{\"token\":\"a\"}");
            publish("request/get/testThing", "{\"token\":\"b\"}");
            publish("request/query/testThing/", "{\"token\":\"c\"}");
            publish("request/query/testThing", "{\"token\":\"last\"}");

            await().atMost(PATIENCE).until(() -> heard().contains("response/query/last"));
            assertThat(heard().lines()).hasSize(1);
            assertThat(isobar.metrics())
                    .containsEntry("isobar_inbox_requests_total{operation=\"query\",result=\"nowhere\"}", 5.0)
                    .containsEntry("isobar_inbox_requests_total{operation=\"query\",result=\"no_request\"}", 1.0)
                    .containsEntry("isobar_inbox_requests_total{operation=\"get\",result=\"no_request\"}", 2.0);
        }
    }

    @Test
    void responseTopicOfMqtt5_isUsedWithItsCorrelationData_withinResponsesAlone() throws IOException {
        put(ONE, BODY);
        try (Isobar isobar = readyToAnswer()) {
            publish(
                    "request/query/testThing",
                    "{\"token\":\"t\"}",
                    "-D",
                    "publish",
                    "response-topic",
                    "elsewhere/mine",
                    "-D",
                    "publish",
                    "correlation-data",
                    "lost");
            publish(
                    "request/query/testThing",
                    "{}",
                    "-D",
                    "publish",
                    "response-topic",
                    "response/mine/7",
                    "-D",
                    "publish",
                    "correlation-data",
                    "c0ffee");

            await().atMost(PATIENCE).until(() -> heard().contains("response/mine/7 c0ffee {\"newestMessageId\""));
            assertThat(heard()).doesNotContain("lost");
        }
    }

    @Test
    void requestsOfADevice_areAnsweredInOrder_andNextWalksAllOnce() throws IOException {
        int messages = 60;
        for (int i = 0; i < messages; i++) put("%05d".formatted(i), "{\"n\":" + i + "}");
        try (Isobar isobar = readyToAnswer()) {
            Path requests = Files.writeString(
                    folder.resolve("requests"),
                    IntStream.range(0, 500)
                            .mapToObj(i -> "{\"token\":\"t" + i + "\"}\n")
                            .collect(Collectors.joining()));
            run(requests, "mosquitto_pub", "-p", "" + port, "-q", "1", "-t", "request/query/testThing", "-l");
            await().atMost(PATIENCE).until(() -> heard().lines().count() == 500);
            assertThat(heard().lines().map(line -> line.split(" ", 2)[0]))
                    .containsExactlyElementsOf(IntStream.range(0, 500)
                            .mapToObj(i -> "response/query/t" + i)
                            .toList());

            String id = "00000";
            for (int i = 1; i < messages; i++) {
                String token = "walk" + i;
                publish("request/next/testThing/" + id, "{\"token\":\"" + token + "\"}");
                id = "%05d".formatted(i);
                awaitHeard(
                        "response/next/%s  {\"nextMessageId\":\"%s\",\"specifiedMessageId\":\"%05d\",\"uuid\":\"testThing\"}"
                                .formatted(token, id, i - 1));
            }
        }
    }

    /** The token is the name of the operation and a number, which makes it another one each time. */
    private void assertAnswer(String operation, String rest, String answer) throws IOException {
        String token = operation + heard().lines().count();
        publish("request/" + operation + "/" + rest, "{ \"token\": \"" + token + "\" }");
        awaitHeard("response/" + operation + "/" + token + "  " + answer);
    }

    private Isobar readyToAnswer() {
        Isobar isobar = ready();
        Path log = folder.resolve("mosquitto.log");
        await().atMost(PATIENCE)
                .until(() -> Files.readString(log).contains("response/# (QoS 1)")
                        && Files.readString(log).contains("request/send/# (QoS 1)"));
        return isobar;
    }

    private void publish(String topic, String payload, String... more) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("mosquitto_pub", "-V", "5", "-p", "" + port, "-q", "1", "-t", topic, "-m", payload));
        command.addAll(List.of(more));
        run(Path.of("/dev/null"), command.toArray(String[]::new));
    }

    private static void run(Path input, String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.onExit().join().exitValue()).as(output).isZero();
    }

    private void awaitHeard(String line) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(heard().lines()).contains(line));
    }

    private String heard() throws IOException {
        return Files.readString(heard);
    }

    private void put(String messageId, String body) {
        Map<String, AttributeValue> item = Map.of(
                "uuid", AttributeValue.fromS("testThing"),
                "messageId", AttributeValue.fromS(messageId),
                "body", AttributeValues.of(JSON.readTree(body)));
        DYNAMODB.get().client().putItem(put -> put.tableName(table).item(item));
    }
}
