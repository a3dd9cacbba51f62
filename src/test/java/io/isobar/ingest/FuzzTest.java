package io.isobar.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.enrich.Enricher;
import io.isobar.enrich.Enrichers;
import io.isobar.route.Deliveries;
import io.isobar.route.PressureRoute;
import io.isobar.route.ReadingDecoder;
import io.isobar.route.Route;
import io.isobar.route.SensorId;
import io.isobar.route.UnreadableMessage;
import io.isobar.telemetry.FieldValue;
import io.isobar.telemetry.LineProtocol;
import io.isobar.telemetry.Point;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random messages, most of them broken: each is refused, or becomes one line that says what its point says.
 *
 * <p>100,000 of them, or a million with {@code -Dtest.long=true}; {@code -Dtest.seed} repeats a failure.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FuzzTest {

    private static final int MESSAGES = Boolean.getBoolean("test.long") ? 1_000_000 : 100_000;

    private static final Pattern SPACE = Pattern.compile("(?<!\\\\) ");
    private static final Pattern COMMA = Pattern.compile("(?<!\\\\),");
    private static final Pattern EQUALS = Pattern.compile("(?<!\\\\)=");
    private static final Pattern ESCAPED = Pattern.compile("\\\\([ ,=])");
    /** One reader sees an escaped separator after a backslash here, another one an escaped backslash before a separator. */
    private static final Pattern AMBIGUOUS = Pattern.compile("\\\\\\\\[ ,=]");

    private final long seed = Long.getLong("test.seed", System.nanoTime());
    private final RandomMessages messages = new RandomMessages(seed, 10_000);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @ParameterizedTest
    @EnumSource
    void anyMessage_isRefusedOrBecomesOneLine(SensorId sensorId) {
        Route route = PressureRoute.with(sensorId, true, registry.counter("replaced"));
        Enricher enricher = Enrichers.of(route, messages, registry);
        int each = MESSAGES / SensorId.values().length;

        int accepted = 0;
        for (int i = 0; i < each; i++) {
            if (isAccepted(messages.next(), route.decoder(), enricher)) accepted++;
        }

        assertThat(accepted).as("accepted of %d, seed %d", each, seed).isBetween(each / 5, each * 4 / 5);
    }

    /** White space before a message is nothing, but makes it one that is read by a parser of its own. */
    @Test
    void anyMessage_isReadAsIfThereWereNoOther() {
        ReadingDecoder decoder = PressureRoute.with(SensorId.PLAIN, false, registry.counter("replaced"))
                .decoder();

        for (int i = 0; i < MESSAGES / 2; i++) {
            byte[] payload = messages.next();
            // A zero among the first bytes would be taken for UTF-16, by where it is.
            if (payload.length < 2 || payload[0] != '{' || payload[1] == 0) continue;
            byte[] alone = new byte[payload.length + 1];
            alone[0] = ' ';
            System.arraycopy(payload, 0, alone, 1, payload.length);
            assertThat(said(decoder, payload))
                    .as(
                            "seed %d, the message in Base64: %s",
                            seed, Base64.getEncoder().encodeToString(payload))
                    .isEqualTo(said(decoder, alone));
        }
    }

    /** A reading, or why there is none. */
    private static Object said(ReadingDecoder decoder, byte[] payload) {
        try {
            return decoder.decode(Deliveries.delivery(payload, () -> {}), false);
        } catch (UnreadableMessage refused) {
            return refused.reason();
        }
    }

    private boolean isAccepted(byte[] payload, ReadingDecoder decoder, Enricher enricher) {
        try {
            Point point = Enrichers.point(enricher, decoder.decode(Deliveries.delivery(payload, () -> {}), false));
            assertSameIn(LineProtocol.line(point), point);
            return true;
        } catch (UnreadableMessage refused) {
            return false;
        } catch (Throwable fault) {
            String message = Base64.getEncoder().encodeToString(payload);
            throw new AssertionError("seed " + seed + ", the message in Base64: " + message, fault);
        }
    }

    private static void assertSameIn(String line, Point point) {
        assertThat(point.fields().asMap().values()).hasSize(2).allMatch(FieldValue.Decimal.class::isInstance);
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        assertThat(line).doesNotContain("\r").doesNotContainPattern(AMBIGUOUS);

        String[] parts = SPACE.split(line.substring(0, line.length() - 1), -1);

        assertThat(parts).hasSize(3);
        assertThat(tags(parts[0])).isEqualTo(StoredTags.of(point));
        assertThat(parts[1])
                .isEqualTo(
                        "pressureValue=%s,viscosity=%s",
                        point.fields().asMap().values().stream()
                                .map(value -> ((FieldValue.Decimal) value).value())
                                .toArray());
        assertThat(parts[2]).isEqualTo(Long.toString(point.epochNanos()));
    }

    private static SortedMap<String, String> tags(String series) {
        String stored = new String(series.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        String[] parts = COMMA.split(stored, -1);
        assertThat(parts[0]).isEqualTo("pressure");
        SortedMap<String, String> tags = new TreeMap<>();
        for (int i = 1; i < parts.length; i++) {
            String[] tag = EQUALS.split(parts[i], -1);
            assertThat(tag).hasSize(2).doesNotContain("");
            assertThat(tags.put(unescaped(tag[0]), unescaped(tag[1]))).isNull();
        }
        return tags;
    }

    private static String unescaped(String text) {
        return ESCAPED.matcher(text).replaceAll("$1");
    }
}
