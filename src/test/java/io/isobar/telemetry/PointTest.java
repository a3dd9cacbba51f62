package io.isobar.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PointTest {

    private static final SortedMap<String, Double> FIELDS = new TreeMap<>(Map.of("x", 1.0));

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
    void reading_notFinite_isRefused() {
        assertThatThrownBy(() -> new Reading("", null, Double.NaN, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Reading("", null, 1, Double.NEGATIVE_INFINITY, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
