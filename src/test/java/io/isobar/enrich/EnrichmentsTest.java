package io.isobar.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.route.PressureRoute;
import io.isobar.route.Route;
import io.isobar.route.SensorId;
import io.isobar.telemetry.Fields;
import io.isobar.telemetry.Series;
import io.isobar.telemetry.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnrichmentsTest {

    private final Enrichments enrichments = new Enrichments(1_000);
    private final Route route = route();
    private final Route other = route();

    @Test
    void find_whatWasRemembered_isTheSame() {
        Enrichment made = remember(route, "s1");

        assertThat(find(route, "s1")).isSameAs(made);
        assertThat(find(route, "s2")).isNull();
    }

    @Test
    void find_deviceOfTwoRoutes_isRememberedForBoth() {
        Enrichment one = remember(route, "s1");
        Enrichment two = remember(other, "s1");

        assertThat(find(route, "s1")).isSameAs(one);
        assertThat(find(other, "s1")).isSameAs(two);
    }

    /** A message can say names as long as itself, and a new one each time. */
    @Test
    void remember_longNames_areNotKept() {
        String longName = "s".repeat(60_000);
        remember(route, longName);

        assertThat(find(route, longName)).isNull();
    }

    private Enrichment remember(Route route, String sensor) {
        Tags tags = tags(sensor);
        Enrichment made = new Enrichment(
                Enrichment.hash(route, tags, null),
                route,
                tags,
                null,
                null,
                new Series("pressure", tags),
                Fields.NONE,
                List.of());
        enrichments.remember(made);
        return made;
    }

    private Enrichment find(Route route, String sensor) {
        Tags tags = tags(sensor);
        return enrichments.find(Enrichment.hash(route, tags, null), route, tags, null, null);
    }

    private static Tags tags(String sensor) {
        return Tags.of(Map.of("sensorID", sensor));
    }

    private static Route route() {
        return PressureRoute.with(SensorId.PLAIN, true, new SimpleMeterRegistry().counter("replaced"));
    }
}
