package io.isobar.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.ServiceTest;
import io.isobar.dynamodb.AttributeValues;
import io.isobar.faults.DynamoDbFaults;
import io.isobar.local.DynamoDbLocal;
import io.isobar.local.ExtractedJar;
import io.isobar.local.Http;
import io.isobar.local.Isobar;
import io.isobar.local.MosquittoPub;
import io.isobar.local.RealServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packaged service keeps messages of mosquitto in tables of DynamoDB Local; each test ends by reading all of them back. */
class ArchiveIT extends ServiceTest {

    @RegisterExtension
    static final RealServer<DynamoDbLocal> DYNAMODB = RealServer.of(folder -> DynamoDbLocal.start());

    private static final JsonMapper JSON = new JsonMapper();
    private static final String EXAMPLE =
            "{\"timestamp\":1667844200703123,\"key1\":\"value1\",\"key2\":10,\"key3\":\"value3\"}";

    private DynamoDbFaults dynamoDb;
    private String table;

    @BeforeEach
    void archiveAlone() {
        dynamoDb = DynamoDbFaults.before(DYNAMODB.get().url());
        table = "archive-" + port;
        settings.put("isobar.aws.endpoint", dynamoDb.url().toString());
        settings.put("isobar.mqtt.topic", "");
        settings.put("isobar.archive.flow.input", "a/#");
        settings.put("isobar.archive.flow.table-name", table);
        settings.put("isobar.archive.flow.param-partition-key", "id");
    }

    @AfterEach
    void close() {
        dynamoDb.close();
    }

    /** One flow by variables alone, in a table that is made for it; none of the calls needs another permission. */
    @Test
    void examples_areTheirItems_byCallsThatArePermitted() throws Exception {
        settings.keySet().removeIf(name -> name.startsWith("isobar.archive"));
        String input = "/in put/" + port;
        String made = "quix--in-put-" + port;
        Map<String, String> environment = Map.of(
                "input", input,
                "param_partition_key", "key1",
                "param_sort_key", "key3",
                "max_retry", "3",
                "region", "eu-west-3",
                "aws_access_key_id", "QUIXKEY",
                "aws_secret_access_key", "s3cr3t");
        flow(0, input, table + "-utc", "year_month|%Y-%m", "rest_of_ts|%d-%H:%M:%S.%f", "UTC");
        flow(1, input, table + "-cet", "year_month|%Y-%m", "rest_of_ts|%d-%H:%M:%S.%f", "+01:00");
        flow(2, input, table + "-one", "my_date_time|%Y-%m-%dT%H:%M:%S.%f", "", "+01:00");
        DYNAMODB.get().createTable(table + "-utc", "year_month", "rest_of_ts");
        DYNAMODB.get().createTable(table + "-cet", "year_month", "rest_of_ts");
        DYNAMODB.get().createTable(table + "-one", "my_date_time");

        try (Isobar isobar = Isobar.start(folder, settings, environment)) {
            awaitSubscribed(isobar);
            MosquittoPub.publish(port, input, Stream.of(EXAMPLE));
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_archive_written_total") == 4);

            Map<String, AttributeValue> whole = Map.of(
                    "timestamp", AttributeValue.fromN("1667844200703123"),
                    "key1", AttributeValue.fromS("value1"),
                    "key2", AttributeValue.fromN("10"),
                    "key3", AttributeValue.fromS("value3"));
            assertThat(items(made)).containsExactly(whole);
            assertThat(items(table + "-cet"))
                    .containsExactly(with(whole, "year_month", "2022-11", "rest_of_ts", "07-19:03:20.703123"));
            assertThat(items(table + "-utc"))
                    .containsExactly(with(whole, "year_month", "2022-11", "rest_of_ts", "07-18:03:20.703123"));
            assertThat(items(table + "-one"))
                    .containsExactly(with(whole, "my_date_time", "2022-11-07T19:03:20.703123"));
            assertThat(dynamoDb.calls())
                    .containsOnlyOnce("CreateTable " + made)
                    .allMatch(call -> call.equals("CreateTable " + made) || call.startsWith("BatchWriteItem "));
            assertThat(dynamoDb.authorizations())
                    .allMatch(sent -> sent.contains("Credential=QUIXKEY/") && sent.contains("/eu-west-3/dynamodb/"));
            assertThat(isobar.log()).doesNotContain("s3cr3t");
            assertThat(Http.body(isobar.url().resolve("/actuator/health/influx")))
                    .contains("no topic is telemetry");
        }
    }

    @Test
    void messages_areKeptExactlyAsTheyWereSent_andSentOnceThoughThreeOfTenAreLeftForLater() throws Exception {
        DYNAMODB.get().createTable(table, "id");
        settings.put("isobar.archive.flow.max-retry", "100");
        Random random = new Random(port);
        dynamoDb.leaveForLater(item -> random(random) < 0.3);
        int messages = LONG ? 100_000 : 3_000;
        Map<String, JsonNode> sent = new HashMap<>();
        List<String> payloads = IntStream.range(0, messages)
                .mapToObj(i -> message(random, i, sent))
                .toList();

        try (Isobar isobar = subscribed()) {
            MosquittoPub.publish(port, "a/b", payloads.stream());
            awaitKept(isobar, messages);

            assertThat(differing(read(), sent)).isEmpty();
            assertThat(dynamoDb.unprocessed()).isGreaterThan(messages / 4);
            assertThat(dynamoDb.carriedOut()).hasSize(messages);
            assertThat(dynamoDb.carriedOut().values()).allMatch(times -> times.get() == 1);
            assertThat(isobar.metric("isobar_archive_written_total")).isEqualTo(messages);
        }
    }

    @Test
    void sameKeyInABurst_theLastOneWins() throws Exception {
        DYNAMODB.get().createTable(table, "id");
        try (Isobar isobar = subscribed()) {
            MosquittoPub.publish(
                    port,
                    "a/b",
                    IntStream.range(0, 3_000).mapToObj(i -> "{\"id\":\"%d\",\"n\":%d}".formatted(i % 40, i)));
            awaitKept(isobar, 3_000);

            Map<String, JsonNode> expected = new HashMap<>();
            IntStream.range(2_960, 3_000)
                    .forEach(i ->
                            expected.put("" + i % 40, JSON.readTree("{\"id\":\"%d\",\"n\":%d}".formatted(i % 40, i))));
            assertThat(read()).isEqualTo(expected);
        }
    }

    /** Until the table takes it, and it is replayed. */
    @Test
    void whatCannotBeKept_isParkedWithItsReason_andKeptWhenItIsReplayed() throws Exception {
        DYNAMODB.get().createTable(table, "id");
        settings.put("isobar.archive.flow.max-retry", "1");
        Map<String, Boolean> busy = new ConcurrentHashMap<>(Map.of("on", true));
        dynamoDb.leaveForLater(
                item -> busy.get("on") && item.at("/id/S").asString().equals("busy"));
        String large = "{\"id\":\"large\",\"text\":\"" + "x".repeat(410_000) + "\"}";
        String deep = "{\"id\":\"deep\",\"v\":" + "{\"a\":".repeat(498) + "1" + "}".repeat(499);
        List<String> poison = List.of(deep, "no json", "1", "{\"n\":1}", "{\"id\":7}", large, "[{\"id\":\"c\"},{}]");

        try (Isobar isobar = subscribed()) {
            for (String message : poison) MosquittoPub.publish(port, "a/b", message.getBytes());
            MosquittoPub.publish(
                    port, "a/b", Stream.of("{\"id\":\"busy\"}", "{\"id\":\"a\"}", "[{\"id\":\"b\"},{\"id\":\"c\"}]"));
            awaitKept(isobar, 2);

            assertThat(read()).containsOnlyKeys("a", "b", "c");
            assertThat(isobar.metrics().entrySet().stream()
                            .filter(metric -> metric.getKey().startsWith("isobar_archive_parked_total"))
                            .filter(metric -> metric.getValue() > 0)
                            .map(metric -> metric.getKey().replaceFirst(".*reason=\"(.*?)\".*", "$1") + " "
                                    + metric.getValue().intValue()))
                    .containsExactlyInAnyOrder(
                            "not_json 1",
                            "not_an_object 1",
                            "missing_field 2",
                            "wrong_type 1",
                            "rejected 1",
                            "too_large 1",
                            "unprocessed 1");
            String parked = Http.get(isobar.url().resolve("/api/parked"));
            assertThat(parked)
                    .contains("\"flow\":\"archive of a/# in " + table + "\"")
                    .contains("the partition key [id] does not exist in the message")
                    .contains("the table refuses it: Item size has exceeded");

            busy.put("on", false);
            Http.post(isobar.url().resolve("/api/parked/replay?reason=unprocessed"), "application/json", "");
            awaitKept(isobar, 3);
            assertThat(read()).containsOnlyKeys("a", "b", "c", "busy");
            assertThat(Http.get(isobar.url().resolve("/api/parked"))).doesNotContain("unprocessed");
        }
    }

    /** Two characters of a message may be a hundred bytes of an item: not all of them at once have room, nor has each one. */
    @Test
    void messagesOfManyValues_areKeptInASmallHeap() throws Exception {
        DYNAMODB.get().createTable(table, "id");
        int messages = LONG ? 60 : 15;
        List<String> program = new ArrayList<>(ExtractedJar.program());
        program.addFirst("-Xmx80m");
        try (Isobar isobar = Isobar.start(folder, program, settings)) {
            awaitSubscribed(isobar);
            MosquittoPub.publish(port, "a/b", ("{\"id\":\"x\",\"v\":[1" + ",1".repeat(500_000) + "]}").getBytes());
            MosquittoPub.publish(
                    port,
                    "a/b",
                    IntStream.range(0, messages)
                            .mapToObj(i -> "{\"id\":\"%d\",\"v\":[%d%s]}".formatted(i, i, ",0".repeat(50_000))));
            awaitKept(isobar, messages);

            assertThat(items(table)).hasSize(messages);
            assertThat(Http.get(isobar.url().resolve("/api/parked"))).contains("(-Xmx)");
        }
    }

    @Test
    void tableAwayOrThrottled_messagesWait_andAreKeptWhenItIsBack() throws Exception {
        dynamoDb.throttle(true);
        try (Isobar isobar = subscribed()) {
            MosquittoPub.publish(port, "a/b", IntStream.range(0, 8_000).mapToObj("{\"id\":\"%d\"}"::formatted));
            // The SDK tries throttled calls again by itself, and may run out of time before it says why.
            awaitHealth(isobar, "items cannot be put");
            dynamoDb.throttle(false);
            awaitHealth(isobar, "non-existent table");
            assertThat(isobar.metric("isobar_archive_written_total")).isZero();
            assertThat(isobar.metric("isobar_archive_in_flight")).isLessThanOrEqualTo(5_000);

            DYNAMODB.get().createTable(table, "id");
            awaitKept(isobar, 8_000);

            assertThat(read()).hasSize(8_000);
            assertThat(isobar.metric("isobar_archive_parked_total")).isZero();
            awaitHealth(isobar, "works");
        }
    }

    @Test
    void isobarIsKilled_againAndAgainUnderLoad_losesNothing() throws Exception {
        DYNAMODB.get().createTable(table, "id");
        subscribed().close();
        Random random = new Random(port);
        int rounds = LONG ? 10 : 2;
        int each = LONG ? 4_000 : 1_000;
        for (int round = 0; round < rounds; round++) {
            int from = round * each;
            try (Isobar isobar = started()) {
                Thread publishing = Thread.ofVirtual().start(() -> publishNumbers(from, from + each));
                int enough = from + random.nextInt(each);
                await().pollInterval(Duration.ofMillis(50))
                        .atMost(PATIENCE)
                        .until(() -> dynamoDb.carriedOut().size() >= enough);
                isobar.process().kill();
                publishing.join();
            }
        }
        try (Isobar isobar = subscribed()) {
            await().atMost(PATIENCE).until(() -> items(table).size() >= rounds * each);
            awaitSettled(isobar);

            assertThat(read()).hasSize(rounds * each);
        }
    }

    private static void awaitHealth(Isobar isobar, String text) {
        await().atMost(PATIENCE)
                .until(() -> Http.body(isobar.url().resolve("/actuator/health/archive"))
                        .contains(text));
    }

    private void publishNumbers(int from, int to) {
        try {
            MosquittoPub.publish(port, "a/b", IntStream.range(from, to).mapToObj("{\"id\":\"%d\"}"::formatted));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void flow(int index, String input, String tableName, String partitionKey, String sortKey, String zone) {
        String flow = "isobar.archive.flows[" + index + "].";
        settings.put(flow + "input", input);
        settings.put(flow + "table-name", tableName);
        settings.put(flow + "param-partition-key", partitionKey);
        settings.put(flow + "param-sort-key", sortKey);
        settings.put(flow + "zone", zone);
    }

    /** The random is not for many threads, and the table is asked by several. */
    private static double random(Random random) {
        synchronized (random) {
            return random.nextDouble();
        }
    }

    private static String message(Random random, int number, Map<String, JsonNode> sent) {
        String id;
        synchronized (random) {
            id = new UUID(random.nextLong(), random.nextLong()).toString();
        }
        String message = ("{\"id\":\"%s\",\"n\":%d,\"in\":{\"list\":[1.25,true,null,\"é😀\",%d],\"none\":{}},"
                        + "\"big\":12345678901234567890123456789012345678}")
                .formatted(id, number, -number);
        sent.put(id, JSON.readTree(message));
        return message;
    }

    private static Map<String, AttributeValue> with(Map<String, AttributeValue> item, String... further) {
        Map<String, AttributeValue> with = new HashMap<>(item);
        for (int i = 0; i < further.length; i += 2) with.put(further[i], AttributeValue.fromS(further[i + 1]));
        return with;
    }

    private Isobar subscribed() {
        Isobar isobar = started();
        awaitSubscribed(isobar);
        return isobar;
    }

    private static void awaitSubscribed(Isobar isobar) {
        awaitHealth(isobar, "\"status\":\"UP\"");
    }

    /** So many are written, and each message in exactly one place. */
    private static void awaitKept(Isobar isobar, long messages) {
        await().atMost(PATIENCE).until(() -> isobar.metric("isobar_archive_written_total") >= messages);
        awaitSettled(isobar);
    }

    private static void awaitSettled(Isobar isobar) {
        await().atMost(PATIENCE).until(() -> isobar.metric("isobar_archive_in_flight") == 0);
        assertThat(isobar.metric("isobar_archive_received_total"))
                .isEqualTo(
                        isobar.metric("isobar_archive_written_total") + isobar.metric("isobar_archive_parked_total"));
    }

    private static List<Map<String, AttributeValue>> items(String table) {
        return new ArrayList<>(DYNAMODB.get().client().scanPaginator(scan -> scan.tableName(table)).items().stream()
                .toList());
    }

    /** What each of these was, and what it is: all of so many messages would be cut short where it gets interesting. */
    private static Map<String, String> differing(Map<String, JsonNode> read, Map<String, JsonNode> sent) {
        return Stream.concat(read.keySet().stream(), sent.keySet().stream())
                .distinct()
                .filter(id -> !Objects.equals(read.get(id), sent.get(id)))
                .collect(Collectors.toMap(Function.identity(), id -> sent.get(id) + " is " + read.get(id)));
    }

    private Map<String, JsonNode> read() {
        Map<String, JsonNode> read = new HashMap<>();
        for (Map<String, AttributeValue> item : items(table)) {
            JsonNode json = JSON.readTree(
                    AttributeValues.json(AttributeValue.fromM(item)).toString());
            read.put(json.path("id").asString(), json);
        }
        return read;
    }
}
