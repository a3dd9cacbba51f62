package io.isobar.influx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.influxdb.client.InfluxDBClient;
import io.isobar.local.Influxd;
import io.isobar.local.Ports;
import io.isobar.local.RealServer;
import io.isobar.parking.ParkingLot;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.Secret;
import io.isobar.pipeline.Tracked;
import io.isobar.telemetry.FieldValue;
import io.isobar.telemetry.Fields;
import io.isobar.telemetry.LineProtocol;
import io.isobar.telemetry.Point;
import io.isobar.telemetry.Series;
import io.isobar.telemetry.Tags;
import io.isobar.tls.Tls;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What becomes of each point, by the answers of a real InfluxDB 1. */
class PatientWriterIT {

    @RegisterExtension
    static final RealServer<Influxd> INFLUXD = RealServer.of(Influxd::start);

    private static final long NOW = ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now());

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Ledger ledger = new Ledger(1000, 1 << 20, registry);
    private final PeerState state = new PeerState("InfluxDB", LoggerFactory.getLogger(PatientWriterIT.class));
    private final List<Integer> acknowledged = new ArrayList<>();

    @Test
    void write_pointsThatInfluxDbRefuses_areParkedAloneAndTheOthersWrittenOnce() throws Exception {
        INFLUXD.get().createDatabase("conflict");
        String otherTypes =
                "pressure,sensorID=s13 pressureValue=\"text\" %1$d\npressure,sensorID=s77 viscosity=true %1$d\n";
        INFLUXD.get().write("conflict", otherTypes.formatted(NOW));
        List<Tracked<Point>> batch = new ArrayList<>();
        for (int i = 0; i < 100; i++)
            batch.add(tracked(i, i == 13 ? "pressureValue" : i == 77 ? "viscosity" : "fine", "s" + i));

        sink(properties("conflict", "", "", "")).write(batch);

        assertThat(acknowledged).hasSize(100).doesNotHaveDuplicates();
        assertThat(registry.counter("isobar.written").count()).isEqualTo(98);
        assertThat(registry.counter("isobar.parked", "reason", "rejected").count())
                .isEqualTo(2);
        assertThat(INFLUXD.get().count("conflict", "pressure", "fine")).isEqualTo(98);
    }

    @Test
    void write_databaseDroppedMeanwhile_isMadeAgain() throws Exception {
        PatientWriter<Point> sink = sink(properties("dropped", "", "", ""));
        sink.write(List.of(tracked(0, "v", "a")));
        INFLUXD.get().query("dropped", "DROP DATABASE dropped");

        sink.write(List.of(tracked(1, "v", "a")));

        assertThat(INFLUXD.get().count("dropped", "pressure", "v")).isEqualTo(1);
        assertThat(acknowledged).containsExactly(0, 1);
    }

    @Test
    void write_intoARetentionPolicy_landsThereOnceItExists() throws Exception {
        INFLUXD.get().createDatabase("kept");
        PatientWriter<Point> sink = sink(properties("kept", "year", "", ""));
        Tracked<Point> point = tracked(0, "v", "a");
        Thread writing = Thread.ofVirtual().start(() -> write(sink, point));
        await().until(() -> state.failure().isPresent());
        assertThat(state.failure().orElseThrow()).contains("(see isobar.influx.retention-policy)");

        INFLUXD.get().query("kept", "CREATE RETENTION POLICY year ON kept DURATION 52w REPLICATION 1");
        writing.join();

        assertThat(INFLUXD.get().count("kept", "year\".\"pressure", "v")).isEqualTo(1);
        assertThat(state.failure()).isEmpty();
    }

    @Test
    void write_asAUserThatInfluxDbDoesNotKnowYet_waitsAndNamesTheSettingButNoSecret(@TempDir Path folder)
            throws Exception {
        try (Influxd closed = Influxd.start(folder, Ports.free(), true)) {
            closed.query("", "CREATE USER admin WITH PASSWORD 'admin' WITH ALL PRIVILEGES");
            PatientWriter<Point> sink = sink(properties(closed.url().toString(), "auth", "", "isobar", "s3cret"));
            Tracked<Point> point = tracked(0, "v", "a");
            Thread writing = Thread.ofVirtual().start(() -> write(sink, point));
            await().until(() -> state.failure().isPresent());
            assertThat(state.failure().orElseThrow())
                    .contains("401", "isobar.influx.password")
                    .doesNotContain("s3cret");
            assertThat(acknowledged).isEmpty();

            closed.queryAs("admin", "admin", "CREATE USER isobar WITH PASSWORD 's3cret' WITH ALL PRIVILEGES");
            writing.join();

            assertThat(acknowledged).containsExactly(0);
        }
    }

    private void write(PatientWriter<Point> sink, Tracked<Point> point) {
        try {
            sink.write(List.of(point));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private PatientWriter<Point> sink(InfluxProperties properties) {
        InfluxDBClient client = new InfluxConfiguration().influxClient(properties, Tls.ofTheJvm("none"));
        InfluxWriter writer = new InfluxWriter(client, properties.target(), registry);
        return new PatientWriter<>(
                writer,
                LineProtocol::append,
                ledger,
                new ParkingLot(parked ->
                        ledger.parked(parked.delivery(), parked.value().parkReason())),
                state);
    }

    private static InfluxProperties properties(String database, String policy, String user, String password) {
        return properties(INFLUXD.get().url().toString(), database, policy, user, password);
    }

    private static InfluxProperties properties(
            String url, String database, String policy, String user, String password) {
        return new InfluxProperties(
                url,
                InfluxProperties.Api.V1,
                database,
                policy,
                user,
                new Secret(password),
                "",
                "",
                new Secret(""),
                "",
                5000,
                Duration.ofMillis(50),
                Duration.ofSeconds(10));
    }

    private Tracked<Point> tracked(int number, String field, String sensor) throws InterruptedException {
        Delivery delivery = new Delivery("t", new byte[0], Instant.EPOCH, () -> acknowledged.add(number));
        ledger.open(delivery, Duration.ZERO);
        Series series = new Series("pressure", Tags.of(Map.of("sensorID", sensor)));
        return new Tracked<>(
                new Point(series, Fields.of(Map.of(field, new FieldValue.Decimal(1.5))), NOW + number), delivery);
    }
}
