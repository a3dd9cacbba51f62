package io.isobar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.ServiceTest;
import io.isobar.local.DynamoDbLocal;
import io.isobar.local.Isobar;
import io.isobar.local.Ports;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** DynamoDB is away, slow, or wants to be asked less. No point loses its tags for it. */
class DynamoDbFaultsIT extends ServiceTest {

    @Test
    void dynamoDbIsAway_atTheStart_waitsForItsTags() throws Exception {
        int table = Ports.free();
        settings.put("isobar.aws.endpoint", "http://127.0.0.1:" + table);
        try (Isobar isobar = ready()) {
            publish(tagged(0, 100));
            awaitWaiting(isobar, 100);
            assertThat(points()).isZero();

            try (DynamoDbLocal dynamoDb = filled(DynamoDbLocal.start(folder, Ports.free()));
                    HttpFaults ignored = HttpFaults.before(dynamoDb.url(), table)) {
                awaitSettled(isobar, 100);
                assertAllTagged(100);
            }
        }
    }

    @Test
    void dynamoDbGoesAway_later_keepsTheKnownDevicesFlowingAndTheOthersWaiting() throws Exception {
        int table = Ports.free();
        settings.put("isobar.aws.endpoint", "http://127.0.0.1:" + table);
        try (Isobar isobar = ready()) {
            try (DynamoDbLocal dynamoDb = filled(DynamoDbLocal.start(folder, table))) {
                publish(tagged(0, 100));
                awaitSettled(isobar, 100);
                assertThat(dynamoDb.isAbsent("demo-DeviceMetaData", "metakey", "other"))
                        .isFalse();
            }
            publish(tagged(100, 110).map(reading -> reading.replace("known", "other")));
            publish(tagged(110, 200));
            awaitPoints(190);
            awaitWaiting(isobar, 10);

            try (DynamoDbLocal ignored = DynamoDbLocal.start(folder, table)) {
                awaitSettled(isobar, 200);
                assertAllTagged(200);
            }
        }
    }

    /** More than may be on their way: they must not keep those of the known device from flowing. */
    @Test
    void dynamoDbGoesAway_manyUnknownDevices_waitOnDiskWhateverDies() throws Exception {
        int table = Ports.free();
        settings.put("isobar.aws.endpoint", "http://127.0.0.1:" + table);
        settings.put("isobar.telemetry.maximum-in-flight", "1000");
        try (Isobar isobar = ready()) {
            try (DynamoDbLocal ignored = filled(DynamoDbLocal.start(folder, table))) {
                publish(tagged(0, 100));
                awaitSettled(isobar, 100);
            }
            publish(tagged(100, 5_100).map(reading -> reading.replace("known", "other")));
            publish(tagged(5_100, 5_200));
            awaitPoints(200);
            awaitWaiting(isobar, 5_000);
            isobar.process().kill();
        }
        try (Isobar isobar = ready();
                DynamoDbLocal ignored = DynamoDbLocal.start(folder, table)) {
            awaitSettled(isobar, 5_200);
            assertAllTagged(5_200);
        }
    }

    @Test
    void dynamoDbThrottles_orTakesFiveSeconds_isAskedAgain() throws Exception {
        try (DynamoDbLocal dynamoDb = filled(DynamoDbLocal.start());
                HttpFaults faults = HttpFaults.before(dynamoDb.url())) {
            settings.put("isobar.aws.endpoint", faults.url().toString());
            settings.put("isobar.metadata.cache.refresh-after", "1s");
            try (Isobar isobar = ready()) {
                faults.fail(
                        request -> request.answer(
                                400,
                                "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ThrottlingException\",\"message\":\"slow down\"}"));
                publish(tagged(0, 100));
                await().atMost(PATIENCE).until(() -> faults.faults() > 3);
                assertThat(points()).isZero();
                faults.pass();
                awaitSettled(isobar, 100);

                faults.fail(request -> {
                    Thread.sleep(Duration.ofSeconds(5));
                    request.pass();
                });
                publish(tagged(100, 200));
                awaitSettled(isobar, 200);
                assertAllTagged(200);
            }
        }
    }

    private static void awaitWaiting(Isobar isobar, long messages) {
        await().atMost(PATIENCE)
                .until(() ->
                        isobar.metric("isobar_metadata_waiting") == messages && isobar.metric("isobar_in_flight") == 0);
        assertThat(isobar.metric("isobar_spooled")).isEqualTo(messages);
    }

    private static DynamoDbLocal filled(DynamoDbLocal dynamoDb) {
        dynamoDb.createTableWithStream("demo-DeviceMetaData", "metakey");
        dynamoDb.put("demo-DeviceMetaData", Map.of("metakey", "known", "family", "sensors"));
        dynamoDb.put("demo-DeviceMetaData", Map.of("metakey", "other", "family", "sensors"));
        return dynamoDb;
    }

    private static Stream<String> tagged(int from, int to) {
        return readings(from, to).map(reading -> reading.replace("}", ",\"metakey\":\"known\"}"));
    }

    private void assertAllTagged(long points) {
        assertThat(influxd.query(database, "SELECT count(pressureValue) FROM pressure WHERE family = 'sensors'")
                        .at("/results/0/series/0/values/0/1")
                        .asLong())
                .isEqualTo(points);
    }
}
