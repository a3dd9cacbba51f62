package io.isobar.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.telemetry.Sender;
import io.isobar.telemetry.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class KnownSendersTest {

    private final JsonFactory json = new JsonFactory();
    private final List<String> made = new ArrayList<>();
    private final KnownSenders senders = new KnownSenders(new int[] {0, 1}, this::make);

    @Test
    void of_sameTexts_isMadeOnce() {
        assertThat(of("\"a\"", "1")).isSameAs(of("\"a\"", "1"));
        assertThat(made).hasSize(1);
    }

    @Test
    void of_otherValues_areOtherSenders() {
        List<String> values = List.of(
                "null",
                "{}",
                "[]",
                "\"\"",
                "\"a\"",
                "\"ab\"",
                "\"b\"",
                "\"bc\"",
                "1",
                "\"1\"",
                "1.0",
                "true",
                "\"true\"");

        for (String first : values) {
            for (String second : values) of(first, second);
        }
        assertThat(made).hasSize(values.size() * values.size());
    }

    @Test
    void of_longTexts_areNotRemembered() {
        String text = '"' + "a".repeat(130) + '"';

        assertThat(of(text, "1")).isNotSameAs(of(text, "1")).isEqualTo(of(text, "1"));
        assertThat(of("\"" + "a".repeat(100) + '"', "\"" + "b".repeat(100) + '"')
                        .metakey())
                .hasSize(201);
    }

    @Test
    void of_noValues_isAlwaysTheSame() {
        KnownSenders one = new KnownSenders(new int[0], this::make);
        Values values = new Values();
        values.clear(2);

        assertThat(one.of(values)).isSameAs(one.of(values));
        assertThat(made).hasSize(1);
    }

    @Test
    void of_moreSendersThanCanBeRemembered_isEachTimeTheRightOne() {
        Random random = new Random(1);

        for (int i = 0; i < 200_000; i++) {
            int first = random.nextInt(200);
            int second = random.nextInt(200);
            assertThat(of("" + first, "" + second).metakey()).isEqualTo(first + "," + second);
        }
    }

    private Sender of(String first, String second) {
        Values values = new Values();
        values.clear(2);
        set(values, 0, first);
        set(values, 1, second);
        return senders.of(values);
    }

    private void set(Values values, int slot, String value) {
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), value)) {
            JsonToken kind = parser.nextToken();
            values.set(slot, kind, parser);
        }
    }

    private Sender make(Values values) {
        String metakey = said(values, 0) + "," + said(values, 1);
        made.add(metakey);
        return new Sender(Tags.of(Map.of("tag", metakey)), metakey);
    }

    private static @Nullable String said(Values values, int slot) {
        return values.text(slot);
    }
}
