package io.isobar.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isobar.grafana.Dashboard.Query;
import java.awt.Rectangle;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DashboardTest {

    private static final int GRID_WIDTH = 24;
    private static final Set<String> REMOVED_PANEL_TYPES = Set.of("graph", "table-old", "singlestat");

    /** What Grafana itself defines; {@code tag_…} and {@code col} name the series of an InfluxQL query. */
    private static final Set<String> BUILT_IN =
            Set.of("timeFilter", "__interval", "__rate_interval", "__all", "col", "tag_sensorID");

    private final Dashboard dashboard = Dashboard.read();
    private final JsonNode root = dashboard.root();

    @Test
    void file_opensAsThePromisedDashboard() {
        assertThat(root.path("uid").asString()).isEqualTo("pressure-viscosity");
        assertThat(root.path("title").asString()).isEqualTo("Pressure and Viscosity");
        assertThat(root.path("schemaVersion").asInt()).isEqualTo(42);
        assertThat(root.path("refresh").asString()).isEqualTo("5s");
        assertThat(root.at("/time/from").asString()).isEqualTo("now-5m");
        assertThat(root.at("/time/to").asString()).isEqualTo("now");
    }

    @Test
    void panels_haveIdsOfTheirOwn() {
        assertThat(dashboard.panels())
                .extracting(panel -> panel.path("id").asInt(-1))
                .doesNotHaveDuplicates();
        assertThat(dashboard.panels()).allMatch(panel -> panel.path("id").asInt(-1) > 0);
    }

    @Test
    void panels_neitherOverlapNorLeaveTheGrid() {
        List<Rectangle> places =
                dashboard.panels().stream().map(DashboardTest::place).toList();

        for (Rectangle place : places) {
            assertThat(place.isEmpty()).as("%s has no size", place).isFalse();
            assertThat(place.x).isNotNegative();
            assertThat(place.x + place.width).isLessThanOrEqualTo(GRID_WIDTH);
            assertThat(places.stream().filter(place::intersects))
                    .as("at %s", place)
                    .hasSize(1);
        }
    }

    @Test
    void panels_sayWhatTheyShowAndWhatToDo() {
        assertThat(dashboard.panels()).allSatisfy(panel -> {
            assertThat(panel.path("title").asString()).isNotBlank();
            assertThat(panel.path("type").asString()).isNotIn(REMOVED_PANEL_TYPES);
            if (isRow(panel)) return;
            assertThat(panel.path("description").asString()).as(title(panel)).contains("\n\n");
            assertThat(panel.path("targets").size()).as(title(panel)).isPositive();
        });
    }

    @Test
    void queries_areNotEmptyAndHaveARefIdOfTheirOwn() {
        assertThat(Stream.concat(dashboard.influxQueries().stream(), dashboard.prometheusQueries().stream()))
                .allSatisfy(
                        query -> assertThat(query.text()).as(query.toString()).isNotBlank())
                .extracting(Query::toString)
                .doesNotHaveDuplicates();
    }

    @Test
    void variables_areAllDefinedWhereTheyAreUsed() {
        List<String> defined =
                dashboard.variables().stream().map(DashboardTest::name).toList();

        assertThat(texts(root).flatMap(text -> Dashboard.variablesIn(text).stream()))
                .contains("manufacturer", "family", "sensorID")
                .allMatch(used -> defined.contains(used) || BUILT_IN.contains(used));
    }

    @Test
    void variables_narrowOneAnotherAndBeginWithAll() {
        assertThat(dashboard.variables())
                .extracting(DashboardTest::name)
                .containsExactly("manufacturer", "family", "sensorID");
        assertThat(dashboard.variables()).allSatisfy(variable -> {
            assertThat(variable.path("multi").asBoolean()).isTrue();
            assertThat(variable.path("includeAll").asBoolean()).isTrue();
            assertThat(variable.path("allValue").asString()).isEqualTo(".*");
            assertThat(variable.at("/current/value/0").asString()).isEqualTo(Dashboard.ALL);
        });
        assertThat(dashboard.influxQueries().subList(0, 3))
                .extracting(query -> Dashboard.variablesIn(query.text()))
                .containsExactly(List.of(), List.of("manufacturer"), List.of("manufacturer", "family"));
    }

    @Test
    void panelQueries_areNarrowedByTimeAndEveryVariable() {
        assertThat(dashboard.influxQueries().stream()
                        .filter(query -> !query.part().isEmpty()))
                .isNotEmpty()
                .allSatisfy(query -> assertThat(Dashboard.variablesIn(query.text()))
                        .as(query.toString())
                        .contains("timeFilter", "manufacturer", "family", "sensorID"));
    }

    @Test
    void movingAverage_isReal_andViscosityHasTheRightAxis() {
        JsonNode panel = dashboard.panels().stream()
                .filter(candidate -> title(candidate).equals("Pressure, Viscosity and Moving Average"))
                .findFirst()
                .orElseThrow();

        assertThat(panel.path("targets")
                        .valueStream()
                        .map(target -> target.path("query").asString()))
                .anyMatch(query -> query.contains("moving_average("));
        assertThat(panel.at("/fieldConfig/overrides").valueStream())
                .filteredOn(
                        override -> override.at("/matcher/options").asString().equals("Viscosity"))
                .singleElement()
                .asString()
                .contains("custom.axisPlacement", "right");
    }

    @Test
    void substitute_writesWhatGrafanaSends() {
        Query query = new Query("any", "A", "$timeFilter AND \"family\" =~ /^$family$/ GROUP BY time($__interval)");
        Instant from = Instant.ofEpochMilli(1000);
        Instant to = Instant.ofEpochMilli(2000);
        Map<String, List<String>> one = Map.of("family", List.of("a/b (c.1)"));
        Map<String, List<String>> two = Map.of("family", List.of("x", "y"));

        assertThat(dashboard.substitute(query, Map.of(), from, to))
                .isEqualTo("time >= 1000ms and time <= 2000ms AND \"family\" =~ /^.*$/ GROUP BY time(5s)");
        assertThat(dashboard.substitute(query, one, from, to)).contains("/^a\\/b \\(c\\.1\\)$/");
        assertThat(dashboard.substitute(query, two, from, to)).contains("/^(x|y)$/");
    }

    @Test
    void substitute_unknownVariable_isRefused() {
        Query query = new Query("Some Panel", "B", "WHERE \"site\" =~ /^$site$/");

        assertThatThrownBy(() -> dashboard.substitute(query, Map.of(), Instant.EPOCH, Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("panel 'Some Panel' B uses $site, which is not defined");
    }

    private static Stream<String> texts(JsonNode node) {
        return node.isContainer() ? node.valueStream().flatMap(DashboardTest::texts) : Stream.of(node.asString(""));
    }

    private static Rectangle place(JsonNode panel) {
        JsonNode grid = panel.path("gridPos");
        return new Rectangle(
                grid.path("x").asInt(-1),
                grid.path("y").asInt(-1),
                grid.path("w").asInt(0),
                grid.path("h").asInt(0));
    }

    private static boolean isRow(JsonNode panel) {
        return panel.path("type").asString().equals("row");
    }

    private static String title(JsonNode panel) {
        return panel.path("title").asString();
    }

    private static String name(JsonNode variable) {
        return variable.path("name").asString();
    }
}
