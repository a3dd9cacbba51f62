package io.isobar.influx;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.local.Http;
import io.isobar.local.Influxd;
import io.isobar.local.RealServer;
import io.isobar.local.VictoriaMetrics;
import io.isobar.telemetry.FieldValue;
import io.isobar.telemetry.Fields;
import io.isobar.telemetry.LineBuffer;
import io.isobar.telemetry.LineProtocol;
import io.isobar.telemetry.Point;
import io.isobar.telemetry.Series;
import io.isobar.telemetry.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Fields of every type in real servers; {@code -Dtest.seed} repeats a failure. */
class FieldTypesIT {

    @RegisterExtension
    static final RealServer<Influxd> INFLUXD = RealServer.of(Influxd::start);

    @RegisterExtension
    static final RealServer<VictoriaMetrics> VICTORIA_METRICS = RealServer.of(VictoriaMetrics::start);

    private static final long NOW = 1_795_251_600_000_000_000L;
    private static final String CHARACTERS = "a\\\\\"\"' ,=\n\r\t#é😀";

    private final long seed = Long.getLong("test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void influxDb_fieldsOfEveryType_areReadBackAsTheyWere() {
        Map<String, FieldValue> fields = Map.of(
                "d", new FieldValue.Decimal(-1.5e-300),
                "w", new FieldValue.Whole(9_007_199_254_740_993L),
                "t", new FieldValue.Truth(true),
                "s", new FieldValue.Text("say \"hi\" \\o/\\ a=1,b 2 é😀"));

        INFLUXD.get().createDatabase("types");
        INFLUXD.get().write("types", LineProtocol.line(new Point(new Series("m", Tags.NONE), Fields.of(fields), NOW)));

        JsonNode row = INFLUXD.get().query("types", "SELECT d, s, t, w FROM m").at("/results/0/series/0/values/0");
        assertThat(row.get(1).asDouble()).isEqualTo(-1.5e-300);
        assertThat(row.get(2).asString()).isEqualTo("say \"hi\" \\o/\\ a=1,b 2 é😀");
        assertThat(row.get(3).asBoolean()).isTrue();
        assertThat(row.get(4).asLong()).isEqualTo(9_007_199_254_740_993L);
    }

    @Test
    void influxDb_randomTexts_areReadBackAsTheyWereButForLineBreaks() {
        List<String> texts = texts();
        INFLUXD.get().createDatabase("texts");

        INFLUXD.get().write("texts", lines(texts));

        JsonNode rows = INFLUXD.get().query("texts", "SELECT s, then FROM m").at("/results/0/series/0/values");
        assertThat(rows).as("seed %d", seed).hasSize(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            String stored = texts.get(i).replace("\n", "\\n").replace("\r", "\\r");
            assertThat(rows.get(i).get(1).asString()).as("seed %d", seed).isEqualTo(stored);
            assertThat(rows.get(i).get(2).asInt()).isEqualTo(i);
        }
    }

    /** It has no texts, and keeps zeros for them. */
    @Test
    void victoriaMetrics_randomTexts_disturbNoOtherFieldAndNoOtherPoint() {
        List<String> texts = texts();
        texts.add("x\nforged,by=me v=1 " + NOW + "\n");

        String write = "/api/v2/write?org=-&bucket=-&precision=ns";
        Http.post(VICTORIA_METRICS.get().url().resolve(write), "text/plain; charset=utf-8", lines(texts));

        assertThat(VICTORIA_METRICS.get().export("{__name__=\"m_then\"}"))
                .as("seed %d", seed)
                .hasSize(texts.size());
        assertThat(VICTORIA_METRICS.get().export("{__name__!~\"m_(s|then)\"}"))
                .as("seed %d", seed)
                .isEmpty();
    }

    private List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 500; i++) texts.add(text());
        return texts;
    }

    private String text() {
        int[] characters = CHARACTERS.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) text.appendCodePoint(characters[random.nextInt(characters.length)]);
        return text.toString();
    }

    /** Each text in a point of its own, with a number behind it in the line. */
    private static String lines(List<String> texts) {
        LineBuffer lines = new LineBuffer();
        for (int i = 0; i < texts.size(); i++) {
            Map<String, FieldValue> fields =
                    Map.of("s", new FieldValue.Text(texts.get(i)), "then", new FieldValue.Whole(i));
            Tags tags = Tags.of(Map.of("number", "" + i));
            LineProtocol.append(lines, new Point(new Series("m", tags), Fields.of(fields), NOW + i));
        }
        return lines.toString();
    }
}
