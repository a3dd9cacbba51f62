package io.isobar.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.enrich.Enricher;
import io.isobar.enrich.Enrichers;
import io.isobar.local.Influxd;
import io.isobar.local.RealServer;
import io.isobar.pipeline.Delivery;
import io.isobar.route.Deliveries;
import io.isobar.route.PressureRoute;
import io.isobar.route.Route;
import io.isobar.route.SensorId;
import io.isobar.route.UnreadableMessage;
import io.isobar.telemetry.FieldValue;
import io.isobar.telemetry.LineProtocol;
import io.isobar.telemetry.Point;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What a real InfluxDB 1 makes of points of random messages; {@code -Dtest.seed} repeats a failure. */
class FuzzIT {

    private static final int POINTS = 2_000;
    private static final String DATABASE = "fuzz";

    @RegisterExtension
    static final RealServer<Influxd> INFLUXD = RealServer.of(Influxd::start);

    /** A point as InfluxDB shows it, which has no negative zero. */
    private record Row(Map<String, String> tags, double pressure, double viscosity) {

        static Row of(Point point) {
            return new Row(StoredTags.of(point), decimal(point, "pressureValue"), decimal(point, "viscosity"));
        }

        private static double decimal(Point point, String field) {
            return ((FieldValue.Decimal) point.fields().asMap().get(field)).value() + 0.0;
        }
    }

    private final long seed = Long.getLong("test.seed", System.nanoTime());
    private final RandomMessages messages = new RandomMessages(seed, 50);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Route route = PressureRoute.with(SensorId.PLAIN, true, registry.counter("replaced"));
    private final Enricher enricher = Enrichers.of(route, messages, registry);

    @Test
    void pointsOfRandomMessages_inOneWrite_areReadBackAsTheyWere() {
        Map<Long, Point> points = points();
        INFLUXD.get().createDatabase(DATABASE);

        INFLUXD.get()
                .write(
                        DATABASE,
                        points.values().stream().map(LineProtocol::line).collect(Collectors.joining()));

        Map<Long, Row> rows = rows();
        points.forEach((epochNanos, point) -> assertThat(rows.get(epochNanos))
                .as("seed %d, %s", seed, LineProtocol.line(point))
                .isEqualTo(Row.of(point)));
        assertThat(rows).as("seed %d", seed).hasSize(POINTS);
    }

    /** By their instants, which are all different: two points of one series would be one row. */
    private Map<Long, Point> points() {
        SortedMap<Long, Point> points = new TreeMap<>();
        for (int i = 0; points.size() < POINTS; i++) {
            Delivery delivery = new Delivery("t", messages.next(), Deliveries.ARRIVAL.plusMillis(i), () -> {});
            point(delivery)
                    .filter(FuzzIT::canBeShown)
                    .ifPresent(point -> points.putIfAbsent(point.epochNanos(), point));
        }
        return points;
    }

    /** A query puts NUL between the tags by which it groups, and takes one in a tag for the same: the series are mixed up. */
    private static boolean canBeShown(Point point) {
        return StoredTags.of(point).values().stream().noneMatch(value -> value.indexOf(0) >= 0);
    }

    private Optional<Point> point(Delivery delivery) {
        try {
            return Optional.of(Enrichers.point(enricher, route.decoder().decode(delivery, false)));
        } catch (UnreadableMessage refused) {
            return Optional.empty();
        }
    }

    private static Map<Long, Row> rows() {
        JsonNode answer = INFLUXD.get().query(DATABASE, "SELECT pressureValue, viscosity FROM pressure GROUP BY *");
        Map<Long, Row> rows = new HashMap<>();
        for (JsonNode series : answer.at("/results/0/series")) {
            Map<String, String> tags = new TreeMap<>();
            series.get("tags")
                    .properties()
                    .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asString()));
            tags.values().removeIf(String::isEmpty);
            for (JsonNode value : series.get("values")) {
                long epochNanos = ChronoUnit.NANOS.between(
                        Instant.EPOCH, Instant.parse(value.get(0).asString()));
                rows.put(
                        epochNanos,
                        new Row(tags, value.get(1).asDouble(), value.get(2).asDouble()));
            }
        }
        return rows;
    }
}
