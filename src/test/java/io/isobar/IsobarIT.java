package io.isobar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.grafana.Dashboard;
import io.isobar.local.DynamoDbLocal;
import io.isobar.local.Http;
import io.isobar.local.Influxd;
import io.isobar.local.Isobar;
import io.isobar.local.Mosquitto;
import io.isobar.local.MosquittoPub;
import io.isobar.local.RealServer;
import io.isobar.local.VictoriaMetrics;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packaged service between a real mosquitto, DynamoDB Local and a real InfluxDB. */
class IsobarIT {

    private static final String TABLE = "IsobarIT-DeviceMetaData";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @RegisterExtension
    static final RealServer<Mosquitto> MOSQUITTO = RealServer.of(Mosquitto::start);

    @RegisterExtension
    static final RealServer<Influxd> INFLUXD = RealServer.of(Influxd::start);

    @RegisterExtension
    static final RealServer<DynamoDbLocal> DYNAMODB = RealServer.of(folder -> tableOfTwoDevices());

    @TempDir
    Path folder;

    /** A session, a topic and a database that no other test uses. */
    private final int number = NUMBER.incrementAndGet();

    private final String topic = "/pressure/data/" + number;
    private final String database = "telemetry" + number;
    private final Map<String, String> settings = new TreeMap<>(Map.of(
            "isobar.mqtt.url",
            MOSQUITTO.get().url(),
            "isobar.mqtt.client-id",
            "isobar-" + number,
            "isobar.mqtt.topic",
            topic,
            "isobar.metadata.table",
            TABLE,
            "isobar.aws.endpoint",
            DYNAMODB.get().url().toString(),
            "isobar.influx.url",
            INFLUXD.get().url().toString(),
            "isobar.influx.database",
            database));

    @Test
    void publish_deviceInTheTable_isWrittenWithItsAttributes() throws Exception {
        try (Isobar isobar = ready()) {
            publish(
                    "{\"pressure\":812,\"viscosity\":\"55\",\"deviceid\":\"a\",\"clientid\":\"1\",\"metakey\":123456789,"
                            + "\"sensordatetime\":\"2026-11-21T09:00:00.123456789Z\"}");

            awaitPoints(1);
            JsonNode point =
                    INFLUXD.get().query(database, "SELECT * FROM pressure").at("/results/0/series/0");
            assertThat(columns(point))
                    .containsEntry("time", "2026-11-21T09:00:00.123456789Z")
                    .containsEntry("pressureValue", "812")
                    .containsEntry("viscosity", "55")
                    .containsEntry("sensorID", "a1")
                    .containsEntry("metakey", "123456789")
                    .containsEntry("manufacturer", "Acme Devices Ltd.")
                    .containsEntry("calibration_date", "2020-09-25");
            JsonNode types = INFLUXD.get().query(database, "SHOW FIELD KEYS").at("/results/0/series/0/values");
            assertThat(types.toString()).isEqualTo("[[\"pressureValue\",\"float\"],[\"viscosity\",\"float\"]]");
            assertThat(isobar.metric("isobar_written_total")).isEqualTo(1);
        }
    }

    @Test
    void publish_unknownDevice_isWrittenWithItsSensorAloneAndGetsItsTagsOnceTheTableKnowsIt() throws Exception {
        settings.put("isobar.metadata.cache.absent-for", "200ms");
        String message = "{\"pressure\":1,\"viscosity\":1,\"deviceid\":\"u%d\",\"metakey\":\"new-%d\"}";
        try (Isobar isobar = ready()) {
            publish(message.formatted(0, number));
            awaitPoints(1);
            assertThat(tagKeys()).containsExactly("sensorID");
            assertThat(isobar.metrics()).containsEntry("isobar_metadata_lookups_total{result=\"miss\"}", 1.0);
            assertThat(isobar.metric("isobar_points_without_metadata_total")).isEqualTo(1);

            DYNAMODB.get().put(TABLE, Map.of("metakey", "new-" + number, "family", "late"));
            AtomicInteger tries = new AtomicInteger();
            await().atMost(PATIENCE).until(() -> {
                publish(message.formatted(tries.incrementAndGet(), number));
                return tagKeys().contains("family");
            });
        }
    }

    @Test
    void publish_badMessages_areParkedByReasonAndTheGoodOnesWritten() throws Exception {
        Map<String, String> bad = Map.of(
                "not_json", "{\"pressure\":1,",
                "not_an_object", "[1]",
                "missing_field", "{\"pressure\":1}",
                "not_a_number", "{\"pressure\":\"NaN\",\"viscosity\":1}",
                "too_large", "{\"pressure\":1,\"viscosity\":1,\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}");
        try (Isobar isobar = ready()) {
            publish(bad.values().toArray(String[]::new));
            MosquittoPub.publish(MOSQUITTO.get().port(), topic, new byte[10_000_000]);
            MosquittoPub.publish(MOSQUITTO.get().port(), topic, new byte[] {'{', '"', (byte) 0xc3, (byte) 0x28, '"'});
            publish("{\"pressure\":1,\"viscosity\":1,\"deviceid\":\"good\",\"metakey\":\"weird\"}");

            awaitPoints(1);
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_parked_total") == 7);
            Map<String, Double> metrics = isobar.metrics();
            bad.keySet()
                    .forEach(reason -> assertThat(metrics.get("isobar_parked_total{reason=\"" + reason + "\"}"))
                            .isPositive());
            assertAddsUp(isobar, 8);
            assertThat(columns(INFLUXD.get()
                            .query(database, "SELECT * FROM pressure")
                            .at("/results/0/series/0")))
                    .containsEntry("note", "a, b=\"c\" \\n d\\e \ud83d\ude00")
                    .containsEntry("viscosity", "1");
        }
    }

    @Test
    void parked_listedReplayedAndRemoved_overHttp() throws Exception {
        try (Isobar isobar = ready()) {
            URI parked = isobar.url().resolve("/api/parked");
            publish("nonsense", "{\"pressure\":1}");
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_parked_total") == 2);

            JsonNode list = new JsonMapper().readTree(Http.get(parked));
            assertThat(list.at("/0/reason").asString()).isEqualTo("missing_field");
            assertThat(list.at("/1/base64OriginalPayload").asString()).isEqualTo("bm9uc2Vuc2U=");
            assertThat(list.at("/1/failures/0/errorMessage").asString()).contains("not JSON");
            String id = list.at("/1/id").asString();
            assertThat(Http.status("POST", URI.create(parked + "/" + id + "/replay")))
                    .isEqualTo(202);
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_parked_total") == 3);
            assertAddsUp(isobar, 3);
            await().atMost(PATIENCE)
                    .until(() -> new JsonMapper().readTree(Http.get(parked)).size() == 2);

            assertThat(Http.status("DELETE", URI.create(parked + "/" + id))).isEqualTo(404);
            assertThat(Http.status("DELETE", URI.create(parked + "?reason=not_json")))
                    .isEqualTo(200);
            assertThat(new JsonMapper().readTree(Http.get(parked)).size()).isEqualTo(1);
            assertThat(Http.status("GET", parked, "Origin", "https://evil.example"))
                    .isEqualTo(403);
        }
        settings.put("isobar.api.token", "t0ken");
        try (Isobar again = ready()) {
            URI parked = again.url().resolve("/api/parked");
            assertThat(Http.status(parked)).isEqualTo(401);
            assertThat(Http.status("GET", parked, "Authorization", "Bearer t0ken"))
                    .isEqualTo(200);
            assertThat(again.log()).doesNotContain("t0ken");
        }
    }

    @Test
    void publish_100000AsFastAsItGoes_areAllWritten() throws Exception {
        try (Isobar isobar = ready()) {
            MosquittoPub.publish(MOSQUITTO.get().port(), topic, readings(100_000));

            awaitPoints(100_000);
            assertAddsUp(isobar, 100_000);
        }
    }

    @Test
    void resume_100000QueuedForTheSession_areWrittenWithoutAStall() throws Exception {
        ready().close();
        MosquittoPub.publish(MOSQUITTO.get().port(), topic, readings(100_000));

        Instant start = Instant.now();
        try (Isobar isobar = Isobar.start(folder, settings)) {
            awaitPoints(100_000);
            assertAddsUp(isobar, 100_000);
        }
        // Not a claim of speed: waiting for the SUBACK behind the queue used to take 30 s by itself.
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void publish_overTwoSharedConnections_writesEachMessageOnce() throws Exception {
        settings.put("isobar.mqtt.share-group", "group" + number);
        settings.put("isobar.mqtt.connections", "2");
        try (Isobar isobar = ready()) {
            MosquittoPub.publish(MOSQUITTO.get().port(), topic, readings(10_000));

            awaitPoints(10_000);
            assertAddsUp(isobar, 10_000);
        }
    }

    @Test
    void publish_throughTheV2Api_reachesVictoriaMetrics() throws Exception {
        try (VictoriaMetrics victoria = VictoriaMetrics.start(folder)) {
            settings.put("isobar.influx.url", victoria.url().toString());
            settings.put("isobar.influx.api", "v2");
            settings.put("isobar.influx.bucket", "telemetry");
            settings.put("isobar.influx.token", "any");
            try (Isobar isobar = ready()) {
                MosquittoPub.publish(MOSQUITTO.get().port(), topic, readings(100_000));

                await().atMost(PATIENCE).until(() -> isobar.metric("isobar_written_total") >= 100_000);
                assertAddsUp(isobar, 100_000);
                // What it has just taken it shows a moment later; and a sample that is written twice it keeps twice.
                await().atMost(PATIENCE).until(() -> samples(victoria, "pressure_pressureValue") >= 100_000);
                assertThat(samples(victoria, "pressure_pressureValue")).isEqualTo(100_000);
                assertThat(victoria.export("pressure_viscosity").getFirst()).contains("Acme Devices Ltd.");
            }
        }
    }

    @Test
    void start_beforeItsPeers_isNotReadyAndThenIs() throws Exception {
        try (Mosquitto late = Mosquitto.start(folder)) {
            late.process().kill();
            settings.put("isobar.mqtt.url", late.url());
            try (Isobar isobar = Isobar.start(folder, settings)) {
                assertThat(isobar.isReady()).isFalse();
                assertThat(Http.status(isobar.url().resolve("/actuator/health/liveness")))
                        .isEqualTo(200);

                late.process().start();
                await().atMost(PATIENCE).until(isobar::isReady);
            }
        }
    }

    @Test
    void terminate_whileMessagesArrive_leavesNothingReceivedUnwritten() throws Exception {
        Isobar isobar = ready();
        MosquittoPub.publish(MOSQUITTO.get().port(), topic, readings(50_000));
        isobar.close();

        assertThat(isobar.process().exitStatus()).isEqualTo(143);
        assertThat(isobar.log()).doesNotContain("ERROR").doesNotContain("delivered again");
        try (Isobar again = ready()) {
            awaitPoints(50_000);
            assertAddsUp(again, again.metric("isobar_received_total"));
        }
    }

    @Test
    void metrics_ofARunningService_haveEveryNameThatTheDashboardAsksFor() throws Exception {
        try (Isobar isobar = ready()) {
            publish("{\"pressure\":1,\"viscosity\":1,\"deviceid\":\"m\"}");
            awaitPoints(1);

            Set<String> names = isobar.metrics().keySet().stream()
                    .map(sample -> sample.split("\\{")[0])
                    .collect(Collectors.toSet());
            assertThat(names).containsAll(Dashboard.read().prometheusMetricNames());
            assertThat(names)
                    .contains(
                            "isobar_metadata_fetch_seconds_count",
                            "isobar_influx_batch_points_count",
                            "isobar_end_to_end_seconds_count");
        }
    }

    private Isobar ready() {
        Isobar isobar = Isobar.start(folder, settings);
        await().atMost(PATIENCE).until(isobar::isReady);
        return isobar;
    }

    private void publish(String... messages) throws Exception {
        MosquittoPub.publish(MOSQUITTO.get().port(), topic, Stream.of(messages));
    }

    private static Stream<String> readings(int count) {
        return readings(0, count);
    }

    private static Stream<String> readings(int from, int to) {
        String form =
                "{\"pressure\":%d,\"viscosity\":%d,\"sensordatetime\":\"2026-11-21T09:%02d:%02d\",\"deviceid\":\"s%d\","
                        + "\"clientid\":\"c\",\"metakey\":\"123456789\",\"_id_\":\"%d\"}";
        return IntStream.range(from, to)
                .mapToObj(i -> form.formatted(500 + i % 1000, 25 + i % 75, i / 1000 % 60, i % 60, i % 200, i));
    }

    private void awaitPoints(long expected) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> INFLUXD.get().count(database, "pressure", "pressureValue") >= expected);
        assertThat(INFLUXD.get().count(database, "pressure", "pressureValue")).isEqualTo(expected);
    }

    /** At rest every message that was received is in exactly one place; one that the broker delivered again would count again. */
    private static void assertAddsUp(Isobar isobar, long received) {
        await().atMost(PATIENCE).until(() -> isobar.metric("isobar_in_flight") == 0);
        assertThat(isobar.metric("isobar_received_total")).isEqualTo(received);
        assertThat(isobar.metric("isobar_written_total") + isobar.metric("isobar_parked_total"))
                .isEqualTo(received);
    }

    private Set<String> tagKeys() {
        JsonNode values = INFLUXD.get().query(database, "SHOW TAG KEYS").at("/results/0/series/0/values");
        return values.valueStream().map(row -> row.get(0).asString()).collect(Collectors.toSet());
    }

    private static Map<String, String> columns(JsonNode series) {
        Map<String, String> columns = new TreeMap<>();
        JsonNode names = series.get("columns");
        for (int i = 0; i < names.size(); i++) {
            columns.put(names.get(i).asString(), series.at("/values/0").get(i).asString());
        }
        return columns;
    }

    private static int samples(VictoriaMetrics victoria, String metric) {
        var json = new JsonMapper();
        return victoria.export(metric).stream()
                .mapToInt(series -> json.readTree(series).get("values").size())
                .sum();
    }

    private static DynamoDbLocal tableOfTwoDevices() {
        DynamoDbLocal dynamoDb = DynamoDbLocal.start();
        dynamoDb.createTableWithStream(TABLE, "metakey");
        dynamoDb.put(
                TABLE,
                Map.of(
                        "metakey", "123456789",
                        "manufacturer", "Acme Devices Ltd.",
                        "family", "sensors",
                        "component_id", "a1b2c3d4",
                        "calibration_date", "2020-09-25"));
        String awkward = "a, b=\"c\" \n d\\e \ud83d\ude00";
        dynamoDb.put(TABLE, Map.of("metakey", "weird", "note", awkward, "viscosity", "9", "time", "now"));
        return dynamoDb;
    }
}
