package io.isobar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.local.Influxd;
import io.isobar.local.Isobar;
import io.isobar.local.Mosquitto;
import io.isobar.local.MosquittoPub;
import io.isobar.local.Ports;
import io.isobar.local.RealServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Whatever hangs or dies: every message is written, and none of them twice. */
class FaultsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String TOPIC = "/pressure/data";

    @RegisterExtension
    static final RealServer<Influxd> INFLUXD = RealServer.of(Influxd::start);

    @TempDir
    Path folder;

    private final int port = Ports.free();
    private final String database = "faults" + port;
    private Mosquitto broker;
    private Map<String, String> settings;

    @BeforeEach
    void startBroker() {
        broker = Mosquitto.start(folder, port, "listener " + port + " 127.0.0.1\nallow_anonymous true");
        settings = new TreeMap<>(Map.of(
                "isobar.mqtt.url",
                broker.url(),
                "isobar.mqtt.keep-alive",
                "2s",
                "isobar.influx.url",
                INFLUXD.get().url().toString(),
                "isobar.influx.database",
                database));
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Test
    void influxDbHangs_longerThanTheKeepAlive_keepsConnectionsAndSessions() throws Exception {
        settings.put("isobar.mqtt.share-group", "faults");
        settings.put("isobar.mqtt.connections", "3");
        settings.put("isobar.telemetry.maximum-in-flight", "600");
        try (Isobar isobar = ready()) {
            INFLUXD.get().process().signal("STOP");
            MosquittoPub.publish(port, TOPIC, readings(0, 20_000));
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_in_flight") >= 300);
            await().atMost(PATIENCE).during(Duration.ofSeconds(8)).until(isobar::isReady);
            INFLUXD.get().process().signal("CONT");

            awaitPoints(20_000);
            assertThat(isobar.log()).doesNotContain("has lost the session");
        }
    }

    @Test
    void influxDbHangs_whileLongMessagesArrive_boundsTheirBytes() throws Exception {
        settings.put("isobar.telemetry.maximum-in-flight-size", "16MB");
        try (Isobar isobar = ready()) {
            INFLUXD.get().process().signal("STOP");
            String pad = "x".repeat(100_000);
            MosquittoPub.publish(
                    port, TOPIC, readings(0, 2_000).map(reading -> reading.replace("}", ",\"pad\":\"" + pad + "\"}")));
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_in_flight") > 100);
            assertThat(isobar.metric("isobar_in_flight")).isLessThan(170);
            INFLUXD.get().process().signal("CONT");

            awaitPoints(2_000);
        }
    }

    @Test
    void brokerHangs_untilConnectingTimesOut_keepsTheSession() throws Exception {
        try (Isobar isobar = ready()) {
            MosquittoPub.publish(port, TOPIC, readings(0, 1_000));
            awaitPoints(1_000);
            broker.process().signal("STOP");
            await().atMost(PATIENCE).until(() -> isobar.log().contains("connection lost"));
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_mqtt_connected") == 0);
            // One more attempt, which the broker will find in its socket when it goes on.
            await().atMost(PATIENCE).during(Duration.ofSeconds(20)).until(() -> !isobar.isReady());
            broker.process().signal("CONT");
            MosquittoPub.publish(port, TOPIC, readings(1_000, 6_000));

            awaitPoints(6_000);
            assertThat(isobar.log()).doesNotContain("has lost the session");
        }
    }

    @Test
    void isobarIsKilled_againAndAgainUnderLoad_losesAndDoublesNothing() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int rounds = 5;
        int each = 4_000;
        Isobar isobar = ready();
        for (int round = 0; round < rounds; round++) {
            int from = round * each;
            Thread publishing = Thread.ofVirtual().start(() -> publish(from, from + each));
            long enough = random.nextLong(each);
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(PATIENCE)
                    .until(() -> INFLUXD.get().count(database, "pressure", "pressureValue") >= from + enough);
            isobar.process().kill();
            publishing.join();
            isobar.close();
            isobar = Isobar.start(folder, settings);
        }
        try (Isobar last = isobar) {
            awaitPoints(rounds * each);
            await().atMost(PATIENCE).until(() -> last.metric("isobar_in_flight") == 0);
            assertThat(INFLUXD.get().count(database, "pressure", "pressureValue"))
                    .as("seed " + seed)
                    .isEqualTo(rounds * each);
        }
    }

    private Isobar ready() {
        Isobar isobar = Isobar.start(folder, settings);
        await().atMost(PATIENCE).until(isobar::isReady);
        return isobar;
    }

    private void publish(int from, int to) {
        try {
            MosquittoPub.publish(port, TOPIC, readings(from, to));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<String> readings(int from, int to) {
        String form =
                "{\"pressure\":%d,\"viscosity\":1,\"sensordatetime\":\"2026-11-21T09:%02d:%02d\",\"deviceid\":\"s%d\"}";
        return IntStream.range(from, to).mapToObj(i -> form.formatted(i, i / 60 % 60, i % 60, i % 200));
    }

    private void awaitPoints(long expected) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> INFLUXD.get().count(database, "pressure", "pressureValue") >= expected);
        assertThat(INFLUXD.get().count(database, "pressure", "pressureValue")).isEqualTo(expected);
    }
}
