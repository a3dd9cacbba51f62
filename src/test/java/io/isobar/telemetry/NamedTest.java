package io.isobar.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NamedTest {

    private static final Names NAMES = Names.of(List.of("b", "a", "B"));

    @Test
    void names_inAnyOrder_areSorted() {
        assertThat(NAMES).hasToString("[B, a, b]").isEqualTo(Names.of(List.of("B", "a", "b")));
        assertThat(NAMES.place("a")).isEqualTo(1);
        assertThat(NAMES.place("c")).isNegative();
    }

    @Test
    void names_oneTwice_areRefused() {
        assertThatThrownBy(() -> Names.of(List.of("a", "a"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tags_givenMapChanges_stayTheSame() {
        Map<String, String> given = new HashMap<>(Map.of("a", "1"));
        Tags tags = Tags.of(given);

        given.put("b", "2");

        assertThat(tags.asMap()).containsExactly(entry("a", "1"));
        assertThatThrownBy(() -> tags.asMap().put("b", "2")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void tags_valuesThatAreNotThere_areLeftOut() {
        Tags tags = new Tags(NAMES, new @Nullable String[] {"1", null, "3"});

        assertThat(tags.asMap()).containsExactly(entry("B", "1"), entry("b", "3"));
        assertThat(tags).isEqualTo(Tags.of(tags.asMap())).hasSameHashCodeAs(Tags.of(tags.asMap()));
        assertThat(new Tags(NAMES, new @Nullable String[3])).isEqualTo(Tags.NONE);
    }

    @Test
    void tags_otherNameOrValue_areNotEqual() {
        Tags tags = Tags.of(Map.of("a", "1", "b", "2"));

        assertThat(tags)
                .isNotEqualTo(Tags.of(Map.of("a", "2", "b", "1")))
                .isNotEqualTo(Tags.of(Map.of("a", "1", "c", "2")));
        // Their hashes are the same.
        assertThat(Tags.of(Map.of("a", "Aa"))).isNotEqualTo(Tags.of(Map.of("a", "BB")));
    }

    @Test
    void fields_withOthers_areBothAndOfOneNameTheOther() {
        Fields fields = Fields.of(Map.of("a", new FieldValue.Whole(1), "c", new FieldValue.Whole(2)));
        Fields others = Fields.of(Map.of("b", new FieldValue.Truth(true), "c", new FieldValue.Text("x")));

        assertThat(fields.with(others).asMap())
                .containsExactly(
                        entry("a", new FieldValue.Whole(1)),
                        entry("b", new FieldValue.Truth(true)),
                        entry("c", new FieldValue.Text("x")));
        assertThat(fields.with(Fields.NONE)).isSameAs(fields);
        assertThat(Fields.of(others.asMap())).isEqualTo(others).isNotEqualTo(fields);
    }

    @Test
    void values_notOneForEachName_areRefused() {
        assertThatThrownBy(() -> new Tags(NAMES, new String[2])).isInstanceOf(IllegalArgumentException.class);
    }
}
