package io.isobar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.local.Influxd;
import io.isobar.local.Isobar;
import io.isobar.local.Mosquitto;
import io.isobar.local.MosquittoPub;
import io.isobar.local.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged service between real servers, each of which a test can stop and kill. Numbered readings go in, and each test ends
 * by counting: as many points as messages, and every one of those that were received in exactly one place.
 */
public abstract class ServiceTest {

    /** More rounds of the same. */
    protected static final boolean LONG = Boolean.getBoolean("test.long");

    protected static final Duration PATIENCE = Duration.ofMinutes(LONG ? 15 : 3);

    protected static final String TOPIC = "/pressure/data";

    @TempDir
    protected Path folder;

    protected final int port = Ports.free();
    protected final String database = "isobar" + port;
    protected Mosquitto broker;
    protected Influxd influxd;
    protected Map<String, String> settings;

    @BeforeEach
    protected void startServers() throws Exception {
        influxd = Influxd.start(folder.resolve("influxd"));
        broker = Mosquitto.start(folder, port, brokerSettings());
        settings = new TreeMap<>(Map.of(
                "isobar.mqtt.url",
                broker.url(),
                "isobar.mqtt.keep-alive",
                "2s",
                "isobar.influx.url",
                influxd.url().toString(),
                "isobar.influx.database",
                database,
                "isobar.spool.after",
                "500ms"));
    }

    @AfterEach
    protected void stopServers() {
        broker.close();
        influxd.close();
    }

    /** Lines of mosquitto's configuration. */
    protected String brokerSettings() {
        return "listener " + port + " 127.0.0.1\nallow_anonymous true";
    }

    protected Isobar ready() {
        Isobar isobar = started();
        await().atMost(PATIENCE).until(isobar::isReady);
        return isobar;
    }

    protected Isobar started() {
        return Isobar.start(folder, settings);
    }

    /** Publishes the readings with these numbers; returns when the broker has them. */
    protected void publish(int from, int to) {
        publish(readings(from, to));
    }

    protected void publish(Stream<String> messages) {
        try {
            MosquittoPub.publish(port, TOPIC, messages);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    protected static Stream<String> readings(int from, int to) {
        String form =
                "{\"pressure\":%d,\"viscosity\":1,\"sensordatetime\":\"2026-11-21T09:%02d:%02d\",\"deviceid\":\"s%d\"}";
        return IntStream.range(from, to).mapToObj(i -> form.formatted(i, i / 60 % 60, i % 60, i % 200));
    }

    /** Waits until everything has settled: so many points, everything received in exactly one place, nothing left on its way. */
    protected void awaitSettled(Isobar isobar, long points) {
        awaitPoints(points);
        await().atMost(PATIENCE)
                .until(() -> isobar.metric("isobar_in_flight") == 0 && isobar.metric("isobar_spooled") == 0);
        assertThat(isobar.metric("isobar_written_total") + isobar.metric("isobar_parked_total"))
                .isEqualTo(isobar.metric("isobar_received_total"));
        assertThat(points()).isEqualTo(points);
    }

    protected void awaitPoints(long expected) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> points() >= expected);
        assertThat(points()).isEqualTo(expected);
    }

    protected long points() {
        return influxd.count(database, "pressure", "pressureValue");
    }
}
