package io.isobar.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class SensorIdTest {

    @Test
    void tag_plain_isOneAfterTheOther() throws UnreadableMessage {
        assertThat(of(SensorId.PLAIN, "a1", "c-2")).isEqualTo("a1c-2");
        assertThat(of(SensorId.PLAIN, "a\"1", "c\\2")).isEqualTo("a\"1c\\2");
    }

    @Test
    void tag_oneIsAbsent_isTheOther() throws UnreadableMessage {
        assertThat(of(SensorId.PLAIN, "a1", null)).isEqualTo("a1");
        assertThat(of(SensorId.PLAIN, null, "c2")).isEqualTo("c2");
        assertThat(of(SensorId.QUOTED, null, "c2")).isEqualTo("\"c2\"");
    }

    @Test
    void tag_bothAreAbsent_isNone() throws UnreadableMessage {
        assertThat(of(SensorId.PLAIN, null, null)).isNull();
        assertThat(of(SensorId.QUOTED, null, null)).isNull();
    }

    /** The right sides are what JSON.stringify of Node.js 20 says. */
    @ParameterizedTest
    @MethodSource
    void tag_quoted_isAsJavaScriptWritesIt(String text, String stringified) throws UnreadableMessage {
        assertThat(of(SensorId.QUOTED, text, "c2")).isEqualTo(stringified + "\"c2\"");
        assertThat(of(SensorId.QUOTED, "a1", text)).isEqualTo("\"a1\"" + stringified);
    }

    static Stream<Arguments> tag_quoted_isAsJavaScriptWritesIt() {
        return Stream.of(
                arguments("a1", "\"a1\""),
                arguments("", "\"\""),
                arguments("a\"b", "\"a\\\"b\""),
                arguments("a\\b", "\"a\\\\b\""),
                arguments("\\\"", "\"\\\\\\\"\""),
                arguments("a/b", "\"a/b\""),
                arguments("a\nb\r\t\b\f", "\"a\\nb\\r\\t\\b\\f\""),
                arguments("\u0001", "\"\\u0001\""),
                arguments("\u007f", "\"\u007f\""),
                arguments("\u2028\u2029", "\"\u2028\u2029\""),
                arguments("<&>'", "\"<&>'\""),
                arguments("é😀", "\"é😀\""));
    }

    /** The tag of a message of the built-in route; null if there is none. */
    private static @Nullable String of(SensorId sensorId, @Nullable String device, @Nullable String client)
            throws UnreadableMessage {
        Map<String, Object> message = new HashMap<>(Map.of("pressure", 812, "viscosity", 55));
        message.put("deviceid", device);
        message.put("clientid", client);
        Route route = PressureRoute.with(sensorId, false, new SimpleMeterRegistry().counter("replaced"));
        return route.decoder()
                .decode(Deliveries.delivery(new JsonMapper().writeValueAsString(message)))
                .tags()
                .asMap()
                .get("sensorID");
    }
}
