package io.isobar.faults;

import static io.isobar.pipeline.ParkReason.MISSING_FIELD;
import static io.isobar.pipeline.ParkReason.NOT_AN_OBJECT;
import static io.isobar.pipeline.ParkReason.NOT_A_NUMBER;
import static io.isobar.pipeline.ParkReason.NOT_JSON;
import static io.isobar.pipeline.ParkReason.REJECTED;
import static io.isobar.pipeline.ParkReason.TOO_LARGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.ServiceTest;
import io.isobar.local.Isobar;
import io.isobar.local.MosquittoPub;
import io.isobar.pipeline.ParkReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Messages that can never become a point: each is parked for its reason, and holds up none of the others. */
class PoisonIT extends ServiceTest {

    /** A message that is parked, and what for. */
    private record Poison(ParkReason reason, String payload) {

        /** Each character is a byte, so that there can be bytes that are not UTF-8. */
        byte[] bytes() {
            return payload.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private static final List<Poison> SHORT = List.of(
            new Poison(NOT_JSON, ""),
            new Poison(NOT_JSON, "pressure=812"),
            new Poison(NOT_JSON, "{"),
            new Poison(NOT_JSON, "{\"pressure\":812,\"viscosity\":55"),
            new Poison(NOT_JSON, "{\"pressure\":812,\"viscosity\":55,\"deviceid\":\"s"),
            new Poison(NOT_JSON, "{\"pressure\":812,\"viscosity\":55,}"),
            new Poison(NOT_JSON, "{\"pressure\":812,\"viscosity\":55}garbage"),
            new Poison(NOT_JSON, "{\"pressure\":812,\"viscosity\":55}{\"pressure\":812,\"viscosity\":55}"),
            new Poison(NOT_JSON, "{\"pressure\":812,\"viscosity\":55} // comment"),
            new Poison(NOT_JSON, "{'pressure':812,'viscosity':55}"),
            new Poison(NOT_JSON, "{pressure:812,viscosity:55}"),
            new Poison(NOT_JSON, "{\"pressure\":NaN,\"viscosity\":55}"),
            new Poison(NOT_JSON, "{\"pressure\":812,\"viscosity\":-Infinity}"),
            new Poison(NOT_JSON, "{\"pressure\":0812,\"viscosity\":55}"),
            new Poison(NOT_AN_OBJECT, "[{\"pressure\":812,\"viscosity\":55}]"),
            new Poison(NOT_AN_OBJECT, "812"),
            new Poison(NOT_AN_OBJECT, "\"{}\""),
            new Poison(NOT_AN_OBJECT, "null"),
            new Poison(MISSING_FIELD, "{}"),
            new Poison(MISSING_FIELD, "{\"pressure\":812}"),
            new Poison(MISSING_FIELD, "{\"pressure\":null,\"viscosity\":55}"),
            new Poison(MISSING_FIELD, "{\"Pressure\":812,\"Viscosity\":55}"),
            new Poison(MISSING_FIELD, "{\"data\":{\"pressure\":812,\"viscosity\":55}}"),
            new Poison(NOT_A_NUMBER, "{\"pressure\":\"\",\"viscosity\":55}"),
            new Poison(NOT_A_NUMBER, "{\"pressure\":\"high\",\"viscosity\":55}"),
            new Poison(NOT_A_NUMBER, "{\"pressure\":812,\"viscosity\":\"NaN\"}"),
            new Poison(NOT_A_NUMBER, "{\"pressure\":1e999,\"viscosity\":55}"),
            new Poison(NOT_A_NUMBER, "{\"pressure\":812,\"viscosity\":true}"),
            new Poison(NOT_A_NUMBER, "{\"pressure\":{\"value\":812},\"viscosity\":55}"),
            new Poison(NOT_A_NUMBER, "{\"pressure\":812,\"viscosity\":[55]}"));

    private static final List<Poison> LONG_OR_NO_LINE = List.of(
            new Poison(NOT_JSON, "\n\n"),
            new Poison(NOT_JSON, "{\"pressure\":812,\"viscosity\":55,\"deviceid\":\"\u00ed\u00a0\u0080\"}"),
            new Poison(NOT_JSON, "{\"pressure\":812,\"viscosity\":55,\"deviceid\":\"two\nlines\"}"),
            new Poison(NOT_JSON, "{\"pressure\":812,\"viscosity\":55,\"deviceid\":\"\u00fcber\"}"),
            new Poison(NOT_JSON, "{\"pressure\":812,\"viscosity\":55}\0"),
            new Poison(NOT_JSON, "\u001f\u008b\b\0\0\0\0\0\0\u0003"),
            new Poison(TOO_LARGE, "{\"pressure\":812,\"viscosity\":55}" + " ".repeat(256 << 10)),
            new Poison(
                    TOO_LARGE,
                    "{\"pressure\":812,\"viscosity\":55,\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}"),
            new Poison(TOO_LARGE, "{\"viscosity\":55,\"pressure\":" + "1".repeat(200_000) + "}"),
            new Poison(REJECTED, "{\"pressure\":812,\"viscosity\":55,\"deviceid\":\"" + "s".repeat(70_000) + "\"}"));

    @Test
    void oneMessageInTenIsMalformed_inFortyWays_allOthersAreWritten() throws Exception {
        List<Poison> malformed = shortOnes(2_220);
        try (Isobar isobar = ready()) {
            publish(mixed(readings(0, 10_000), malformed.subList(0, 1_110)));
            for (Poison poison : LONG_OR_NO_LINE) MosquittoPub.publish(port, TOPIC, poison.bytes());
            assertThat(isobar.isReady()).isTrue();
            publish(mixed(readings(10_000, 20_000), malformed.subList(1_110, 2_220)));

            List<Poison> all =
                    Stream.concat(malformed.stream(), LONG_OR_NO_LINE.stream()).toList();
            awaitSettledAfter(isobar, 20_000, all.size());
            assertThat(parked(isobar)).isEqualTo(byReason(all));
            assertThat(isobar.isReady()).isTrue();
        }
    }

    @Test
    void everyMessageIsMalformed_thenAllAreGood_theGoodOnesAreWrittenAndTheLogIsShort() {
        List<Poison> malformed = shortOnes(5_000);
        Instant start = Instant.now();
        try (Isobar isobar = ready()) {
            publish(malformed.stream().map(Poison::payload));
            publish(0, 1_000);

            awaitSettledAfter(isobar, 1_000, malformed.size());
            assertThat(parked(isobar)).isEqualTo(byReason(malformed));
            long minutes = Duration.between(start, Instant.now()).toMinutes() + 1;
            assertThat(isobar.log().lines().filter(line -> line.contains("parked a message")))
                    .hasSizeBetween(1, Math.toIntExact(byReason(malformed).size() * minutes));
        }
    }

    /** The last message may be a malformed one, which is not waited for by counting points. */
    private void awaitSettledAfter(Isobar isobar, int good, int malformed) {
        await().atMost(PATIENCE).until(() -> isobar.metric("isobar_received_total") >= good + malformed);
        awaitSettled(isobar, good);
        assertThat(isobar.metric("isobar_received_total")).isEqualTo(good + malformed);
    }

    private static List<Poison> shortOnes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> SHORT.get(i % SHORT.size()))
                .toList();
    }

    /** In an order that is the same each time. */
    private static Stream<String> mixed(Stream<String> readings, List<Poison> malformed) {
        List<String> all = new ArrayList<>(readings.toList());
        malformed.forEach(poison -> all.add(poison.payload()));
        Collections.shuffle(all, new Random(1));
        return all.stream();
    }

    private static Map<String, Long> byReason(List<Poison> malformed) {
        return malformed.stream()
                .collect(Collectors.groupingBy(poison -> poison.reason().tag(), TreeMap::new, Collectors.counting()));
    }

    /** By reason, without those that have none. */
    private static Map<String, Long> parked(Isobar isobar) {
        Map<String, Double> metrics = isobar.metrics();
        Map<String, Long> parked = new TreeMap<>();
        for (ParkReason reason : ParkReason.values()) {
            long count = Math.round(metrics.get("isobar_parked_total{reason=\"" + reason.tag() + "\"}"));
            if (count > 0) parked.put(reason.tag(), count);
        }
        return parked;
    }
}
