package io.isobar.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isobar.pipeline.InvalidSetting;
import io.isobar.telemetry.DeviceClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {

    private static final String TOPIC = "/pressure/data";

    private final ReadingTime time =
            new ReadingTime(new DeviceClock(ZoneOffset.UTC), false, new SimpleMeterRegistry().counter("replaced"));

    @Test
    void of_noSettings_isTheBuiltInRoute() {
        Routes routes = Routes.of(RouteSettings.of(""), TOPIC, SensorId.PLAIN, "devices", time, 262_144);

        assertThat(routes.topics()).containsExactly(TOPIC);
        assertThat(routes.all()).singleElement().satisfies(route -> {
            assertThat(route.measurement()).isEqualTo("pressure");
            assertThat(route.names()).containsExactlyInAnyOrder("pressureValue", "viscosity", "sensorID");
            assertThat(route.looksUp()).isTrue();
            assertThat(route.table()).isEqualTo("devices");
            assertThat(route.keyAttribute()).isEqualTo("metakey");
        });
    }

    /** It was allowed before there were routes, and braces are nothing special in MQTT. */
    @Test
    void of_topicWithBraces_isTakenAsItIs() {
        assertThat(Routes.of(RouteSettings.of(""), "a/{b}", SensorId.PLAIN, "devices", time, 262_144)
                        .topics())
                .containsExactly("a/{b}");
    }

    @Test
    void of_configuredRoutes_areBeforeTheBuiltInOne() {
        Routes routes = routes(TOPIC, "plant/{site}/temperature", "/pressure/+");

        assertThat(routes.all())
                .extracting(route -> route.filter().text())
                .containsExactly("plant/+/temperature", "/pressure/+", TOPIC);
    }

    @Test
    void of_emptyTopic_isNoBuiltInRoute() {
        assertThat(routes("", "plant/#").topics()).containsExactly("plant/#");
    }

    @Test
    void of_emptyTopicAndNoRoutes_isNoTelemetry() {
        assertThat(routes("").topics()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "a/b, c/d, a/b c/d /pressure/data",
        "a/b, a/+, a/+ /pressure/data",
        "a/b, #, #",
        "a/b, /pressure/data, a/b /pressure/data",
        "a/b, /pressure/#, a/b /pressure/#",
        "/+/data, a, /+/data a",
    })
    void topics_thatAnotherOneCovers_areLeftOut(String first, String second, String topics) {
        assertThat(routes(TOPIC, first, second).topics()).isEqualTo(List.of(topics.split(" ")));
    }

    @Test
    void of_partlyTheSameTopics_isRefused() {
        assertThatThrownBy(() -> routes(TOPIC, "x", "a/{b}", "+/b"))
                .isInstanceOf(InvalidSetting.class)
                .hasMessage("isobar.telemetry.routes[1].topic is 'a/{b}'; allowed is a topic filter that covers '+/b'"
                        + " (isobar.telemetry.routes[2].topic), is covered by it or shares no topic with it,"
                        + " lest a message comes twice");
        assertThatThrownBy(() -> routes("/+/data", "/pressure/+"))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageStartingWith("isobar.telemetry.routes[0].topic is '/pressure/+'")
                .hasMessageContaining("'/+/data' (isobar.mqtt.topic)");
    }

    @ParameterizedTest
    @CsvSource({"a/b, a/b", "{a}/b, x/b", "a/+, a/b", "#, a/b", "#, +/#", "+/#, #"})
    void of_routeThatAnEarlierOneCovers_isRefused(String first, String second) {
        assertThatThrownBy(() -> routes(TOPIC, "x", first, second))
                .isInstanceOf(InvalidSetting.class)
                .hasMessage(
                        "isobar.telemetry.routes[2].topic is '%s'; allowed is a topic filter that '%s'"
                                + " (isobar.telemetry.routes[1].topic) does not cover,"
                                + " for the first route that matches takes the message",
                        second, first);
    }

    /** That is how it is replaced. */
    @Test
    void of_builtInRouteThatAConfiguredOneCovers_isBehindIt() {
        assertThat(routes(TOPIC, TOPIC).all()).extracting(Route::measurement).containsExactly("m", "pressure");
    }

    private Routes routes(String topic, String... filters) {
        StringBuilder yaml = new StringBuilder("isobar:\n  telemetry:\n    routes:\n");
        for (String filter : filters) {
            yaml.append("      - { topic: '%s', measurement: m, fields: [ { from: x } ] }\n".formatted(filter));
        }
        return Routes.of(RouteSettings.of(yaml.toString()), topic, SensorId.PLAIN, "devices", time, 262_144);
    }
}
