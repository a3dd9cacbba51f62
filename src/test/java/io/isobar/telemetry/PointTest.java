package io.isobar.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PointTest {

    private static final SortedMap<String, FieldValue> FIELDS = new TreeMap<>(Map.of("x", new FieldValue.Decimal(1)));

    @Test
    void point_givenMapsChange_staysTheSame() {
        SortedMap<String, String> tags = new TreeMap<>(Map.of("a", "1"));
        Point point = new Point("m", tags, FIELDS, 0);

        tags.put("b", "2");

        assertThat(point.tags()).containsExactly(Map.entry("a", "1"));
        assertThatThrownBy(() -> point.tags().put("b", "2")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void point_withoutMeasurementOrField_isRefused() {
        SortedMap<String, String> noTags = new TreeMap<>();

        assertThatThrownBy(() -> new Point("", noTags, FIELDS, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Point("m", noTags, new TreeMap<>(), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void decimal_notFinite_isRefused() {
        assertThatThrownBy(() -> new FieldValue.Decimal(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FieldValue.Decimal(Double.NEGATIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void reading_withoutFieldOrWithAnEmptyMetakey_isRefused() {
        SortedMap<String, String> noTags = new TreeMap<>();

        assertThatThrownBy(() -> new Reading(new TreeMap<>(), noTags, null, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Reading(FIELDS, noTags, "", 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
