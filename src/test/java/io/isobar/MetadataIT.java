package io.isobar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.local.DynamoDbLocal;
import io.isobar.local.Http;
import io.isobar.local.Isobar;
import io.isobar.local.MosquittoPub;
import io.isobar.local.RealServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What becomes of points by what is, was and is not in the table, with a real table and a real database. */
class MetadataIT extends ServiceTest {

    private static final JsonMapper JSON = new JsonMapper();

    @RegisterExtension
    static final RealServer<DynamoDbLocal> DYNAMODB = RealServer.of(folder -> DynamoDbLocal.start());

    private final String table = "devices" + port;
    private final AtomicInteger published = new AtomicInteger();

    @BeforeEach
    void makeTable() {
        DYNAMODB.get().createTableWithStream(table, "metakey");
        settings.put("isobar.metadata.table", table);
        settings.put("isobar.aws.endpoint", DYNAMODB.get().url().toString());
    }

    /** Nothing but the stream can show it: what is remembered is not asked for again in an hour. */
    @Test
    void putItem_withTheStream_isInTheNextPoints() throws Exception {
        settings.put("isobar.metadata.cache.refresh-after", "1h");
        settings.put("isobar.metadata.cache.absent-for", "1h");
        try (Isobar isobar = ready()) {
            await().atMost(PATIENCE).until(() -> streamOf(isobar).equals("followed"));
            publishAndAwait("42");
            assertThat(values("family")).isEmpty();

            Instant began = Instant.now();
            putByAws("{\"metakey\":{\"S\":\"42\"},\"family\":{\"S\":\"first\"}}");
            Duration put = awaitTag("family", "first", began);
            began = Instant.now();
            DYNAMODB.get().put(table, Map.of("metakey", "42", "family", "second"));
            Duration update = awaitTag("family", "second", began);
            System.out.printf("put-item shows after %s, an update after %s%n", put, update);

            DYNAMODB.get().delete(table, "metakey", "42");
            await().atMost(PATIENCE).until(() -> {
                long before = untagged("family");
                publishAndAwait("42");
                return untagged("family") > before;
            });
            assertLookupsAddUp(isobar);
        }
    }

    @Test
    void putItem_withoutTheStream_isInThePointsAfterTheRefresh() throws Exception {
        settings.put("isobar.metadata.stream", "off");
        settings.put("isobar.metadata.cache.refresh-after", "1s");
        DYNAMODB.get().put(table, Map.of("metakey", "42", "family", "first"));
        try (Isobar isobar = ready()) {
            publishAndAwait("42");
            assertThat(values("family")).containsExactly("first");

            DYNAMODB.get().put(table, Map.of("metakey", "42", "family", "second"));
            awaitTag("family", "second", Instant.now());
            assertLookupsAddUp(isobar);
        }
    }

    @Test
    void publish_10000NewDevicesInABurst_asksForEachOnceAndAHundredAtATime() throws Exception {
        DYNAMODB.get()
                .putAll(table, IntStream.range(0, 10_000).mapToObj(i -> Map.of("metakey", "k" + i, "family", "f")));
        ready().close();
        // The first ones warm it up: a burst is what comes as fast as it can be taken.
        Stream<String> others = readings(0, 5_000);
        publish(Stream.concat(others, IntStream.range(0, 10_000).mapToObj(i -> reading("k" + i))));

        try (Isobar isobar = ready()) {
            awaitSettled(isobar, 15_000);

            assertThat(isobar.metric("isobar_metadata_fetch_keys_total")).isEqualTo(10_000);
            // How many calls exactly depends on how steadily a busy machine delivers, see GatheringTest.
            assertThat(isobar.metric("isobar_metadata_fetch_seconds_count")).isBetween(100L, 200L);
            assertThat(untagged("family")).isEqualTo(5_000);
            assertLookupsAddUp(isobar);
        }
    }

    @Test
    void onMiss_park_parksUntilTheTableKnowsTheDevice() throws Exception {
        settings.put("isobar.metadata.on-miss", "park");
        try (Isobar isobar = ready()) {
            publish(Stream.of(reading("42"), "{\"pressure\":1,\"viscosity\":1,\"deviceid\":\"nobody\"}"));
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_parked_total") == 2);
            assertThat(isobar.metrics()).containsEntry("isobar_parked_total{reason=\"no_metadata\"}", 2.0);
            assertThat(Http.get(isobar.url().resolve("/api/parked"))).contains("has no item of the metakey");

            DYNAMODB.get().put(table, Map.of("metakey", "42", "family", "known"));
            assertThat(Http.status("POST", isobar.url().resolve("/api/metadata/42/refresh")))
                    .isEqualTo(200);
            assertThat(Http.status("POST", isobar.url().resolve("/api/parked/replay")))
                    .isEqualTo(202);
            awaitPoints(1);
            assertThat(values("family")).containsExactly("known");
        }
    }

    @Test
    void onMiss_waitFor_waitsOnDiskForTheItemOrForTheTime() throws Exception {
        settings.put("isobar.metadata.on-miss", "wait-for");
        settings.put("isobar.metadata.wait-for", "10m");
        settings.put("isobar.metadata.cache.absent-for", "100ms");
        try (Isobar isobar = ready()) {
            publish(Stream.of(reading("42"), reading("43")));
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_metadata_waiting") == 2);
            assertThat(isobar.metric("isobar_spooled")).isEqualTo(2);
            assertThat(points()).isZero();

            isobar.process().kill();
        }
        DYNAMODB.get().put(table, Map.of("metakey", "42", "family", "known"));
        try (Isobar isobar = ready()) {
            awaitPoints(1);
            assertThat(values("family")).containsExactly("known");
            assertThat(isobar.metric("isobar_metadata_waiting")).isEqualTo(1);
        }
        settings.put("isobar.metadata.wait-for", "1ms");
        try (Isobar isobar = ready()) {
            awaitSettled(isobar, 2);
            assertThat(untagged("family")).isEqualTo(1);
        }
    }

    @Test
    void attribute_ofMoreValuesThanTheBudget_stopsBeingATagAndThePointsGoOn() throws Exception {
        settings.put("isobar.telemetry.cardinality.budget", "1000");
        settings.put("isobar.telemetry.tags.exclude", "metakey");
        DYNAMODB.get()
                .putAll(
                        table,
                        IntStream.range(0, 3_000)
                                .mapToObj(i -> Map.of("metakey", "k" + i, "family", "f", "serial", "s" + i)));
        try (Isobar isobar = ready()) {
            publish(IntStream.range(0, 3_000).mapToObj(i -> reading("k" + i)));
            awaitSettled(isobar, 3_000);

            assertThat(values("serial")).hasSizeBetween(1_000, 1_020);
            assertThat(values("family")).containsExactly("f");
            assertThat(untagged("family")).isZero();
            assertThat(isobar.metrics().get("isobar_attributes_left_out_total{reason=\"budget\"}"))
                    .isBetween(1_980.0, 2_000.0);
            assertThat(isobar.log()).contains("serial").contains("isobar.telemetry.cardinality.budget");
        }
    }

    @Test
    void explain_message_isTheLineThatIsThenWritten() throws Exception {
        DYNAMODB.get().put(table, Map.of("metakey", "42", "family", "a b,c=d", "time", "now", "floor", "3"));
        settings.put("isobar.telemetry.tags.exclude", "floor");
        String message = "{\"pressure\":812,\"viscosity\":\"55\",\"deviceid\":\"a\",\"clientid\":\"1\",\"metakey\":42,"
                + "\"sensordatetime\":\"2026-11-21T09:00:00\"}";
        try (Isobar isobar = ready()) {
            JsonNode explained = explain(isobar, message);
            assertThat(explained.at("/outcome").asString()).isEqualTo("written");
            assertThat(explained.at("/lookup/state").asString()).isEqualTo("fresh");
            assertThat(explained.at("/tags/family").asString()).isEqualTo("a b,c=d");
            assertThat(explained.at("/leftOut/time").asString()).isEqualTo("reserved_name");
            assertThat(explained.at("/leftOut/floor").asString()).isEqualTo("excluded");
            assertThat(isobar.metric("isobar_received_total")).isZero();
            assertThat(isobar.metric("isobar_metadata_lookups_total")).isZero();
            explain(isobar, message.replace("2026-11-21", "soon"));
            assertThat(isobar.metric("isobar_time_replaced_total")).isZero();
            assertThat(explain(isobar, message + " ".repeat(300_000))
                            .at("/reason")
                            .asString())
                    .isEqualTo("too_large");

            publish(Stream.of(message));
            awaitPoints(1);
            influxd.createDatabase("explained");
            influxd.write("explained", explained.at("/line").asString());
            assertThat(influxd.query("explained", "SELECT * FROM pressure"))
                    .isEqualTo(influxd.query(database, "SELECT * FROM pressure"));

            assertThat(explain(isobar, "{\"pressure\":\"high\"}").at("/reason").asString())
                    .isEqualTo("not_a_number");
            assertThat(points()).isEqualTo(1);
            assertThat(isobar.metric("isobar_parked_total")).isZero();
        }
    }

    @Test
    void api_showsWhatIsRememberedAndFetchesItAnew() throws Exception {
        DYNAMODB.get().put(table, Map.of("metakey", "site/42", "family", "first"));
        settings.put("isobar.metadata.stream", "off");
        settings.put("isobar.metadata.cache.refresh-after", "1h");
        try (Isobar isobar = ready()) {
            URI device = isobar.url().resolve("/api/metadata/site%2F42");
            assertThat(Http.status(device)).isEqualTo(404);
            publishAndAwait("site/42");
            JsonNode held = JSON.readTree(Http.get(device));
            assertThat(held.at("/state").asString()).isEqualTo("fresh");
            assertThat(held.at("/attributes/family").asString()).isEqualTo("first");

            DYNAMODB.get().put(table, Map.of("metakey", "site/42", "family", "second"));
            assertThat(Http.get(device)).contains("first");
            assertThat(Http.post(URI.create(device + "/refresh"), "text/plain", ""))
                    .contains("second");
            publishAndAwait("site/42");
            assertThat(values("family")).containsExactlyInAnyOrder("first", "second");
        }
    }

    @Test
    void route_ofAnotherKindOfDevice_needsNothingButYaml() throws Exception {
        DYNAMODB.get().createTableWithStream("probes" + port, "probe");
        DYNAMODB.get().put("probes" + port, Map.of("probe", "north-7", "room", "cellar"));
        DYNAMODB.get().put(table, Map.of("metakey", "42", "family", "sensors"));
        Path yaml = Files.writeString(folder.resolve("routes.yml"), """
                isobar:
                  telemetry:
                    metadata-state: tag
                    routes:
                      - topic: plant/{site}/+/temperature
                        measurement: temperature
                        fields:
                          - { from: temp, name: celsius }
                          - { from: battery.level, name: battery, type: integer, required: false }
                        tags:
                          - { name: site, value: "{site}" }
                        key: "{site}-{id}"
                        table: probes%d
                        key-attribute: probe
                        time: at
                """.formatted(port));
        settings.put("spring.config.additional-location", yaml.toUri().toString());
        try (Isobar isobar = ready()) {
            MosquittoPub.publish(
                    port,
                    "plant/north/line1/temperature",
                    Stream.of("{\"id\":7,\"temp\":\"21.5\",\"battery\":{\"level\":80},\"at\":1795251600}"));
            MosquittoPub.publish(port, "plant/south/line1/temperature", Stream.of("{\"id\":7,\"temp\":20}"));
            publish(Stream.of(reading("42")));
            awaitPoints(1);
            await().atMost(PATIENCE).until(() -> influxd.count(database, "temperature", "celsius") == 2);

            assertThat(influxd.query(database, "SELECT * FROM temperature WHERE site = 'north'")
                            .at("/results/0/series/0")
                            .toString())
                    .contains("[\"time\",\"battery\",\"celsius\",\"metadata_state\",\"probe\",\"room\",\"site\"]")
                    .contains("80,21.5,\"fresh\",\"north-7\",\"cellar\",\"north\"");
            assertThat(influxd.query(database, "SELECT * FROM temperature WHERE site = 'south'")
                            .toString())
                    .contains("20,\"absent\",null,null,\"south\"");
            assertLookupsAddUp(isobar);
        }
    }

    private static String streamOf(Isobar isobar) {
        JsonNode details = JSON.readTree(Http.body(isobar.url().resolve("/actuator/health")))
                .at("/components/metadata/details");
        return details.valueStream()
                .findFirst()
                .map(table -> table.at("/stream").asString())
                .orElse("");
    }

    private static JsonNode explain(Isobar isobar, String message) {
        return JSON.readTree(Http.post(
                isobar.url().resolve("/api/explain?topic=" + TOPIC), "application/x-www-form-urlencoded", message));
    }

    /** Each message was looked up once. */
    private static void assertLookupsAddUp(Isobar isobar) {
        await().atMost(PATIENCE).until(() -> isobar.metric("isobar_in_flight") == 0);
        assertThat(isobar.metric("isobar_metadata_lookups_total")).isEqualTo(isobar.metric("isobar_written_total"));
    }

    private String reading(String metakey) {
        return "{\"pressure\":1,\"viscosity\":1,\"deviceid\":\"d\",\"metakey\":\"%s\",\"_id_\":\"%d\"}"
                .formatted(metakey, published.incrementAndGet());
    }

    private void publishAndAwait(String metakey) {
        long before = points();
        publish(Stream.of(reading(metakey)));
        awaitPoints(before + 1);
    }

    private Duration awaitTag(String tag, String value, Instant began) {
        await().atMost(PATIENCE).until(() -> {
            publishAndAwait("42");
            return values(tag).contains(value);
        });
        return Duration.between(began, Instant.now());
    }

    private Set<String> values(String tag) {
        return influxd.query(database, "SHOW TAG VALUES FROM pressure WITH KEY = \"" + tag + "\"")
                .at("/results/0/series/0/values")
                .valueStream()
                .map(row -> row.get(1).asString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private long untagged(String tag) {
        return influxd.query(database, "SELECT count(pressureValue) FROM pressure WHERE \"" + tag + "\" = ''")
                .at("/results/0/series/0/values/0/1")
                .asLong(0);
    }

    private void putByAws(String item) throws Exception {
        List<String> command = List.of(
                "aws",
                "--region",
                "eu-central-1",
                "--endpoint-url",
                DYNAMODB.get().url().toString(),
                "dynamodb",
                "put-item",
                "--table-name",
                table,
                "--item",
                item);
        ProcessBuilder aws = new ProcessBuilder(command).inheritIO();
        aws.environment().put("AWS_ACCESS_KEY_ID", "local");
        aws.environment().put("AWS_SECRET_ACCESS_KEY", "local");
        assertThat(aws.start().waitFor()).isZero();
    }
}
