package io.isobar.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.grafana.Dashboard.Query;
import io.isobar.local.Influxd;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Asks a real InfluxDB what the dashboard would ask it, about twenty sensors with metadata and one without. */
class DashboardIT {

    private static final String DATABASE = "telemetry";
    private static final String WITHOUT_METADATA = "without_metadata";
    private static final String UNENRICHED = "s21";
    private static final Instant NOW = Instant.now();
    private static final Duration RANGE = Duration.ofMinutes(5);
    private static final Dashboard DASHBOARD = Dashboard.read();

    private static final Map<String, List<String>> ALL = Map.of();
    private static final Map<String, List<String>> ONE = Map.of(
            "manufacturer", List.of("Acme Devices Ltd."), "family", List.of("sensors (v2)"), "sensorID", List.of("s2"));
    private static final Map<String, List<String>> SEVERAL =
            Map.of("manufacturer", List.of("Acme Devices Ltd.", "North/South"), "sensorID", List.of("s1", "s2", "s4"));

    @TempDir
    static Path data;

    private static Influxd influxd;

    @BeforeAll
    static void startWithReadings() {
        influxd = Influxd.start(data);
        influxd.createDatabase(DATABASE);
        influxd.write(DATABASE, readings(IntStream.rangeClosed(1, 21)));
        influxd.createDatabase(WITHOUT_METADATA);
        influxd.write(WITHOUT_METADATA, readings(IntStream.of(21)));
    }

    @AfterAll
    static void stop() {
        influxd.close();
    }

    static Stream<Arguments> queriesByChoice() {
        return DASHBOARD.influxQueries().stream()
                .flatMap(query -> Stream.of(
                        Arguments.of("All", query, ALL),
                        Arguments.of("one", query, ONE),
                        Arguments.of("several", query, SEVERAL)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("queriesByChoice")
    void query_isAnsweredWithRowsThatLackNothing(String choice, Query query, Map<String, List<String>> chosen) {
        List<JsonNode> rows = series(query, chosen).stream()
                .flatMap(series -> series.path("values").valueStream())
                .toList();

        assertThat(rows).isNotEmpty();
        assertThat(rows).allSatisfy(row -> assertThat(row).noneMatch(JsonNode::isNull));
    }

    @Test
    void all_listsTheSensorWithoutMetadata() {
        List<JsonNode> rows = series(query("Metadata", "A"), ALL);

        assertThat(rows).hasSize(21);
        assertThat(rows)
                .filteredOn(row -> sensorId(row).equals(UNENRICHED))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.at("/tags/manufacturer").asString()).isEmpty();
                    assertThat(row.path("columns").valueStream().map(JsonNode::asString))
                            .containsExactly("time", "pressure", "viscosity");
                });
        assertThat(values(DATABASE, query("sensorID", ""), ALL)).hasSize(21).contains(UNENRICHED);
    }

    /** A new installation: no point has ever had the tags that the queries are narrowed by. */
    @Test
    void all_withoutAnyMetadata_showsTheSensorInEveryPanel() {
        List<Query> panels = DASHBOARD.influxQueries().stream()
                .filter(query -> !query.part().isEmpty())
                .toList();

        assertThat(panels)
                .allSatisfy(query ->
                        assertThat(series(WITHOUT_METADATA, query, ALL)).isNotEmpty());
        assertThat(values(WITHOUT_METADATA, query("sensorID", ""), ALL)).containsExactly(UNENRICHED);
    }

    @Test
    void one_listsThatSensorOnly() {
        assertThat(series(query("Metadata", "A"), ONE))
                .extracting(DashboardIT::sensorId)
                .containsExactly("s2");
        assertThat(values(DATABASE, query("family", ""), ONE)).containsExactlyInAnyOrder("gauges", "sensors (v2)");
    }

    @Test
    void several_listsThoseSensors() {
        assertThat(series(query("Metadata", "A"), SEVERAL))
                .extracting(DashboardIT::sensorId)
                .containsExactlyInAnyOrder("s1", "s2", "s4");
    }

    @Test
    void gauge_showsLowestMeanAndHighestOfTheLastValues() {
        JsonNode gauge = series(query("Pressure Value", "A"), ALL).getFirst();

        assertThat(gauge.path("columns").valueStream().map(JsonNode::asString))
                .containsExactly("time", "Lowest", "Mean", "Highest");
        assertThat(gauge.at("/values/0").valueStream().skip(1).map(JsonNode::asDouble))
                .containsExactly(710.0, 810.0, 910.0);
    }

    /** Of every sensor a reading each 2 seconds of the last 4 minutes; of sensor n the last pressure is 700 + 10 n. */
    private static String readings(IntStream sensors) {
        return sensors.boxed()
                .flatMap(sensor -> IntStream.range(0, 120).mapToObj(age -> reading(sensor, age)))
                .collect(Collectors.joining("\n"));
    }

    private static String reading(int sensor, int age) {
        return "pressure,sensorID=s%d%s pressureValue=%d,viscosity=%d %d"
                .formatted(
                        sensor,
                        ("s" + sensor).equals(UNENRICHED) ? "" : metadata(sensor),
                        700 + 10 * sensor + age % 7,
                        25 + sensor,
                        NOW.minusSeconds(2L * age).toEpochMilli() * 1_000_000);
    }

    private static String metadata(int sensor) {
        String manufacturer = sensor % 2 == 0 ? "Acme\\ Devices\\ Ltd." : "North/South";
        String family = sensor % 4 < 2 ? "gauges" : "sensors\\ (v2)";
        return ",manufacturer=%s,family=%s,component_id=c%d,calibration_date=2026-09-25,metakey=m%d"
                .formatted(manufacturer, family, sensor, sensor);
    }

    private static List<JsonNode> series(Query query, Map<String, List<String>> chosen) {
        return series(DATABASE, query, chosen);
    }

    private static List<JsonNode> series(String database, Query query, Map<String, List<String>> chosen) {
        String text = DASHBOARD.substitute(query, chosen, NOW.minus(RANGE), NOW);
        JsonNode answer = influxd.query(database, text);
        JsonNode result = answer.at("/results/0");
        assertThat(answer.findValuesAsString("error")).as("%s: %s", query, text).isEmpty();
        return result.path("series").valueStream().toList();
    }

    /** The values that a variable offers. */
    private static List<String> values(String database, Query query, Map<String, List<String>> chosen) {
        return series(database, query, chosen)
                .getFirst()
                .path("values")
                .valueStream()
                .map(pair -> pair.path(1).asString())
                .toList();
    }

    private static Query query(String asker, String part) {
        return DASHBOARD.influxQueries().stream()
                .filter(query -> query.asker().equals(asker) && query.part().equals(part))
                .findFirst()
                .orElseThrow();
    }

    private static String sensorId(JsonNode series) {
        return series.at("/tags/sensorID").asString();
    }
}
