package io.isobar.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.ServiceTest;
import io.isobar.local.DynamoDbLocal;
import io.isobar.local.ElasticMq;
import io.isobar.local.Http;
import io.isobar.local.Isobar;
import io.isobar.local.Ports;
import io.isobar.local.RealServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The packaged service keeps the messages of a queue of ElasticMQ in a table of DynamoDB Local; each test ends by counting. */
class InboxIT extends ServiceTest {

    @RegisterExtension
    static final RealServer<ElasticMq> SQS = RealServer.of(folder -> ElasticMq.start());

    @RegisterExtension
    static final RealServer<DynamoDbLocal> DYNAMODB = RealServer.of(folder -> DynamoDbLocal.start());

    private static final int DEVICES = 1_000;

    private String queue;
    private String table;
    private String deadLetters;

    @BeforeEach
    void useQueueAndTable() {
        deadLetters = SQS.get().createQueue("dead-letters-" + port, Duration.ofSeconds(30));
        useQueue("messages-" + port, Duration.ofSeconds(30));
        table = "messages-" + port;
        DYNAMODB.get().createTable(table, "uuid", "messageId");
        settings.put("isobar.inbox.table", table);
        settings.put("isobar.aws.endpoint", DYNAMODB.get().url().toString());
    }

    @Test
    void messages_areStoredOnceInTheOrderOfEachDevice_andTheQueueIsEmpty() {
        int messages = LONG ? 100_000 : 5_000;
        send(messages(0, messages));

        try (Isobar isobar = ready()) {
            awaitKept(isobar, messages);

            assertThat(isobar.metric("isobar_inbox_received_total")).isEqualTo(messages);
            assertThat(isobar.metric("isobar_inbox_written_total")).isEqualTo(messages);
            assertStored(messages);
        }
    }

    @Test
    void isobarIsKilled_againAndAgainUnderLoad_losesAndDoublesNothing() throws Exception {
        useQueue("killed-" + port, Duration.ofSeconds(3));
        Random random = new Random();
        int rounds = LONG ? 10 : 2;
        int each = LONG ? 4_000 : 2_000;
        for (int round = 0; round < rounds; round++) {
            int from = round * each;
            try (Isobar isobar = started()) {
                Thread sending = Thread.ofVirtual().start(() -> send(messages(from, from + each)));
                int enough = from + random.nextInt(each);
                await().pollInterval(Duration.ofMillis(50)).atMost(PATIENCE).until(() -> stored() >= enough);
                isobar.process().kill();
                sending.join();
            }
        }
        try (Isobar isobar = ready()) {
            awaitKept(isobar, 0);
            assertStored(rounds * each);
        }
    }

    @Test
    void tableIsAway_theQueueKeepsTheMessages_andTheyAreStoredWhenItIsBack() throws IOException {
        int dynamoDb = Ports.free();
        Path files = Files.createDirectories(folder.resolve("dynamodb"));
        settings.put("isobar.aws.endpoint", "http://127.0.0.1:" + dynamoDb);
        try (DynamoDbLocal first = DynamoDbLocal.start(files, dynamoDb)) {
            first.createTable(table, "uuid", "messageId");
        }
        try (Isobar isobar = started()) {
            send(messages(0, 3_000));
            await().atMost(PATIENCE).until(() -> health(isobar).contains("cannot be put"));
            assertThat(isobar.metric("isobar_inbox_written_total")).isZero();
            assertThat(SQS.get().count(queue)).isEqualTo(3_000);

            try (DynamoDbLocal again = DynamoDbLocal.start(files, dynamoDb)) {
                awaitKept(isobar, 3_000);
                assertThat(isobar.log()).contains("table " + table + ": works again");
                assertThat(count(again.client(), table)).isEqualTo(3_000);
            }
        }
    }

    @Test
    void poison_isParkedWithItsReason_andGoesToTheDeadLetterQueue() {
        String tooLong = "{\"thingName\":\"t\",\"epochTime\":1,\"much\":\"" + "x".repeat(200_000) + "\",\"more\":\""
                + "é".repeat(200_000) + "\"}";
        String tooManyDigits = "{\"thingName\":\"t\",\"epochTime\":1,\"n\":" + "1".repeat(39) + "}";
        List<String> poison = List.of(
                "thingName=t",
                "[]",
                "{\"epochTime\":1}",
                "{\"thingName\":\"t\"}",
                "{\"thingName\":{},\"epochTime\":1}",
                tooManyDigits,
                "{\"thingName\":\"t\",\"epochTime\":1,\"n\":1e99999999999}");
        send(poison.stream());
        send(messages(0, 100));
        send(Stream.of(tooLong));
        try (Isobar isobar = ready()) {
            awaitKept(isobar, 100);

            assertThat(isobar.metrics())
                    .containsEntry("isobar_inbox_parked_total{reason=\"not_json\"}", 1.0)
                    .containsEntry("isobar_inbox_parked_total{reason=\"not_an_object\"}", 1.0)
                    .containsEntry("isobar_inbox_parked_total{reason=\"missing_field\"}", 2.0)
                    .containsEntry("isobar_inbox_parked_total{reason=\"wrong_type\"}", 3.0)
                    .containsEntry("isobar_inbox_parked_total{reason=\"rejected\"}", 1.0);
            assertThat(isobar.metric("isobar_received_total")).isEqualTo(8);
            String parked = Http.get(isobar.url().resolve("/api/parked"));
            assertThat(parked)
                    .contains("UUID field [thingName] does not exist in payload")
                    .contains("Message key ID field [epochTime] does not exist in payload");
            assertThat(bodies(deadLetters))
                    .contains(tooLong)
                    .containsAll(poison)
                    .hasSize(8);
            assertStored(100);
        }
    }

    @Test
    void message_isToldOfWhenItIsStored_andHasItsTimeToLive() throws Exception {
        settings.put("isobar.inbox.retention", "1h");
        Path told = folder.resolve("told");
        Path brokerLog = folder.resolve("mosquitto.log");
        Process listener = new ProcessBuilder(
                        "mosquitto_sub",
                        "-p",
                        "" + port,
                        "-q",
                        "1",
                        "-t",
                        "notification/#",
                        "-C",
                        "1",
                        "-v",
                        "-W",
                        "120")
                .redirectOutput(told.toFile())
                .start();
        try (Isobar isobar = ready()) {
            await().atMost(PATIENCE).until(() -> Files.readString(brokerLog).contains("notification/# (QoS 1)"));
            long before = Instant.now().getEpochSecond();
            send(Stream.of(
                    "{\"thingName\":\"testThing\",\"epochTime\":1564669331,\"n\":[1,2.5,12345678901234567890]}"));
            awaitKept(isobar, 1);

            assertThat(listener.waitFor()).isZero();
            Map<String, AttributeValue> item = items().getFirst();
            String id = item.get("messageId").s();
            assertThat(id).matches("1564669331-\\d{13}-[0-9a-f-]{36}");
            assertThat(Files.readString(told))
                    .isEqualTo("notification/testThing {\"uuid\":\"testThing\",\"messageId\":\"" + id + "\"}\n");
            assertThat(item.get("body").m().get("n").l())
                    .extracting(AttributeValue::n)
                    .containsExactly("1", "2.5", "12345678901234567890");
            assertThat(Long.parseLong(item.get("expiresAt").n())).isBetween(before + 3_600, before + 7_200);
        } finally {
            listener.destroy();
        }
    }

    @Override
    protected String brokerSettings() {
        return super.brokerSettings() + "\nlog_type all";
    }

    private void useQueue(String name, Duration visibilityTimeout) {
        queue = SQS.get().createQueue(name, visibilityTimeout, "dead-letters-" + port, 1_000);
        settings.put("isobar.inbox.queue", queue);
    }

    private void send(Stream<String> bodies) {
        SQS.get().send(queue, bodies);
    }

    /** In the order of their numbers, also as text. */
    private static Stream<String> messages(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> "{\"thingName\":\"thing%d\",\"epochTime\":%d,\"tempSensor1F\":72,\"number\":%d}"
                        .formatted(number % DEVICES, 1_564_669_331 + number, number));
    }

    /** The queue is empty, and each message in exactly one place. */
    private void awaitKept(Isobar isobar, long atLeastWritten) {
        await().atMost(PATIENCE)
                .until(() -> SQS.get().count(queue) == 0
                        && isobar.metric("isobar_inbox_written_total") >= atLeastWritten
                        && isobar.metric("isobar_inbox_in_flight") == 0);
        long parked = isobar.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().startsWith("isobar_inbox_parked_total"))
                .mapToLong(metric -> metric.getValue().longValue())
                .sum();
        assertThat(isobar.metric("isobar_inbox_received_total"))
                .isEqualTo(isobar.metric("isobar_inbox_written_total") + parked);
    }

    /** Those from 0 on, each once, and those of each device in the order in which they were sent. */
    private void assertStored(int messages) {
        Map<String, List<Long>> ofDevices = new TreeMap<>();
        for (Map<String, AttributeValue> item : items()) {
            ofDevices
                    .computeIfAbsent(item.get("uuid").s(), any -> new ArrayList<>())
                    .add(Long.parseLong(item.get("body").m().get("number").n()));
        }
        assertThat(ofDevices.values()).allSatisfy(numbers -> assertThat(numbers).isSorted());
        assertThat(ofDevices.values().stream().flatMap(List::stream).collect(Collectors.toList()))
                .hasSize(messages)
                .doesNotHaveDuplicates();
    }

    /** A scan gives the items of one hash key together, and in the order of the range key. */
    private List<Map<String, AttributeValue>> items() {
        return DYNAMODB.get().client().scanPaginator(scan -> scan.tableName(table)).items().stream()
                .toList();
    }

    private int stored() {
        return count(DYNAMODB.get().client(), table);
    }

    private static int count(DynamoDbClient client, String table) {
        return client.scanPaginator(scan -> scan.tableName(table).select("COUNT")).stream()
                .mapToInt(page -> page.count())
                .sum();
    }

    private static List<String> bodies(String queue) {
        List<String> bodies = new ArrayList<>();
        for (int count = -1; bodies.size() > count; ) {
            count = bodies.size();
            SQS.get()
                    .client()
                    .receiveMessage(receive -> receive.queueUrl(queue).maxNumberOfMessages(10))
                    .messages()
                    .forEach(message -> bodies.add(message.body()));
        }
        return bodies;
    }

    private static String health(Isobar isobar) {
        return Http.body(isobar.url().resolve("/actuator/health/inbox"));
    }
}
