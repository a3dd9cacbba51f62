package io.isobar.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.ServiceTest;
import io.isobar.local.DynamoDbLocal;
import io.isobar.local.ElasticMq;
import io.isobar.local.Http;
import io.isobar.local.Isobar;
import io.isobar.local.Ports;
import io.isobar.local.RealServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged service takes telemetry out of a queue of ElasticMQ; each test ends by counting, here and in the queue. */
class SqsTelemetryIT extends ServiceTest {

    @RegisterExtension
    static final RealServer<ElasticMq> SQS = RealServer.of(folder -> ElasticMq.start());

    @RegisterExtension
    static final RealServer<DynamoDbLocal> DYNAMODB = RealServer.of(folder -> DynamoDbLocal.start());

    private String queue;

    @BeforeAll
    static void makeTable() {
        DYNAMODB.get().createTableWithStream("devices", "metakey");
        DYNAMODB.get().put("devices", Map.of("metakey", "42", "family", "sensors"));
    }

    @BeforeEach
    void useQueue() {
        queue = SQS.get().createQueue("telemetry-" + port, Duration.ofSeconds(30));
        settings.put("isobar.sqs-telemetry.queue", queue);
        settings.put("isobar.mqtt.enabled", "false");
        settings.put("isobar.aws.endpoint", DYNAMODB.get().url().toString());
        settings.put("isobar.metadata.table", "devices");
    }

    @Test
    void messages_endAsPointsWithMetadata_andTheQueueIsEmpty() {
        int messages = LONG ? 20_000 : 8_000;
        send(readings(0, messages).map(reading -> reading.replace("}", ",\"metakey\":\"42\"}")));

        try (Isobar isobar = ready()) {
            awaitSettled(isobar, messages);
            awaitEmptyQueue();
            assertThat(isobar.metric("isobar_received_total")).isEqualTo(messages);
            assertThat(withFamily("sensors")).isEqualTo(messages);
        }
    }

    /** Without a time of their own: what is delivered a second time must lie where the first delivery did. */
    @Test
    void isobarIsKilled_againAndAgainUnderLoad_losesAndDoublesNothing() throws Exception {
        queue = SQS.get().createQueue("killed-" + port, Duration.ofSeconds(3));
        settings.put("isobar.sqs-telemetry.queue", queue);
        Random random = new Random();
        int rounds = LONG ? 20 : 4;
        int each = LONG ? 4_000 : 2_000;
        for (int round = 0; round < rounds; round++) {
            int from = round * each;
            try (Isobar isobar = started()) {
                Thread sending = Thread.ofVirtual().start(() -> send(timeless(from, from + each)));
                int enough = from + random.nextInt(each);
                await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).until(() -> points() >= enough);
                isobar.process().kill();
                sending.join();
            }
        }
        try (Isobar isobar = ready()) {
            awaitSettled(isobar, (long) rounds * each);
            awaitEmptyQueue();
            awaitPoints((long) rounds * each);
        }
    }

    @Test
    void isobarIsStopped_underLoad_finishesWhatItHas_andGivesBackTheRest() {
        int messages = LONG ? 10_000 : 6_000;
        send(readings(0, messages));
        try (Isobar isobar = started()) {
            await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).until(() -> points() > 1_000);
            isobar.process().terminate();
        }
        // Not zero, for an answer may come too late: no more than one for each of two connections.
        assertThat(SQS.get().hidden(queue)).isLessThanOrEqualTo(20);
        assertThat(SQS.get().count(queue)).isEqualTo(messages - points()).isPositive();

        try (Isobar isobar = ready()) {
            awaitSettled(isobar, messages);
            awaitEmptyQueue();
        }
    }

    @Test
    void influxDbIsAway_longerThanMessagesAreHidden_nothingIsTakenTwice() throws Exception {
        queue = SQS.get().createQueue("away-" + port, Duration.ofSeconds(5));
        settings.put("isobar.sqs-telemetry.queue", queue);
        settings.put("isobar.spool.max-size", "1B");
        try (Isobar isobar = ready()) {
            influxd.process().signal("STOP");
            send(readings(0, 200));
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_received_total") == 200);
            await().during(Duration.ofSeconds(12))
                    .atMost(PATIENCE)
                    .until(() -> SQS.get().hidden(queue) == 200);
            influxd.process().signal("CONT");

            awaitSettled(isobar, 200);
            awaitEmptyQueue();
            assertThat(isobar.metric("isobar_received_total")).isEqualTo(200);
        }
    }

    @Test
    void queueIsAway_atTheStartAndForAWhile_healthSaysSo_andTheRestIsWritten() {
        int mqPort = Ports.free();
        settings.put("isobar.sqs-telemetry.queue", ElasticMq.queueUrl(mqPort, "telemetry"));
        try (Isobar isobar = started()) {
            await().atMost(PATIENCE).until(() -> sqs(isobar).contains("messages cannot be received"));
            assertThat(isobar.isReady()).isFalse();
            for (int round = 0; round < 2; round++) {
                try (ElasticMq again = ElasticMq.start(mqPort)) {
                    String url = again.createQueue("telemetry", Duration.ofSeconds(30));
                    await().atMost(PATIENCE).until(isobar::isReady);
                    again.send(url, readings(round * 1_000, round * 1_000 + 1_000));
                    awaitSettled(isobar, round * 1_000 + 1_000);
                    await().atMost(PATIENCE).until(() -> again.count(url) == 0);
                }
                await().atMost(PATIENCE).until(() -> !isobar.isReady());
            }
            assertThat(isobar.log()).contains("queue " + settings.get("isobar.sqs-telemetry.queue") + ": works again");
        }
    }

    @Test
    void mqttAndQueueTogether_bothAreTaken() {
        settings.put("isobar.mqtt.enabled", "true");
        try (Isobar isobar = ready()) {
            Thread sending = Thread.ofVirtual().start(() -> send(readings(0, 5_000)));
            publish(5_000, 10_000);
            assertThat(sending.join(PATIENCE)).isTrue();

            awaitSettled(isobar, 10_000);
            awaitEmptyQueue();
            assertThat(isobar.metric("isobar_received_total")).isEqualTo(10_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void poison_isParkedAndDeletedFromTheQueue() {
        SQS.get()
                .send(
                        queue,
                        Stream.of(
                                "pressure=812",
                                "{\"base64Payload\":\"?\",\"topic\":\"/pressure/data\"}",
                                "{\"base64Payload\":\"e30=\",\"topic\":\"/pressure/#\"}",
                                envelope("not JSON", TOPIC),
                                envelope("{}", TOPIC),
                                envelope("{}", "/nobody/wants/it")));
        try (Isobar isobar = ready()) {
            send(readings(0, 10));
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_received_total") == 16);

            awaitSettled(isobar, 10);
            awaitEmptyQueue();
            assertThat(isobar.metrics())
                    .containsEntry("isobar_parked_total{reason=\"not_json\"}", 2.0)
                    .containsEntry("isobar_parked_total{reason=\"bad_envelope\"}", 2.0)
                    .containsEntry("isobar_parked_total{reason=\"missing_field\"}", 1.0)
                    .containsEntry("isobar_parked_total{reason=\"no_route\"}", 1.0);
        }
    }

    /** Every second one as a rule of AWS IoT Core puts it into the queue, the others as they are. */
    private void send(Stream<String> readings) {
        int[] number = {0};
        SQS.get().send(queue, readings.map(reading -> number[0]++ % 2 == 0 ? envelope(reading, TOPIC) : reading));
    }

    private static String envelope(String payload, String topic) {
        String encoded = Base64.getEncoder().encodeToString(payload.getBytes(StandardCharsets.UTF_8));
        return "{\"base64Payload\":\"%s\",\"topic\":\"%s\",\"receivedAt\":%d}"
                .formatted(encoded, topic, System.currentTimeMillis());
    }

    /** Of so many sensors that no two of the same millisecond are of one. */
    private static Stream<String> timeless(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"pressure\":%d,\"viscosity\":1,\"deviceid\":\"t%d\"}".formatted(i, i % 200));
    }

    private void awaitEmptyQueue() {
        await().atMost(PATIENCE).until(() -> SQS.get().count(queue) == 0);
    }

    private long withFamily(String family) {
        String query = "SELECT count(pressureValue) FROM pressure WHERE family = '" + family + "'";
        return influxd.query(database, query)
                .at("/results/0/series/0/values/0/1")
                .asLong();
    }

    private static String sqs(Isobar isobar) {
        return Http.body(isobar.url().resolve("/actuator/health/sqs"));
    }
}
