package io.isobar.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PointTest {

    private static final Fields FIELDS = Fields.of(Map.of("x", new FieldValue.Decimal(1)));

    @Test
    void point_ofEqualParts_isEqual() {
        Series series = new Series("m", Tags.of(Map.of("a", "1")));
        Point point = new Point(new Series("m", Tags.of(Map.of("a", "1"))), FIELDS, 7);

        assertThat(point).isEqualTo(new Point(series, FIELDS, 7)).hasSameHashCodeAs(new Point(series, FIELDS, 7));
        assertThat(new Series("n", series.tags())).isNotEqualTo(series);
        assertThat(new Series("m", Tags.NONE)).isNotEqualTo(series);
    }

    @Test
    void point_withoutMeasurementOrField_isRefused() {
        Series series = new Series("m", Tags.NONE);

        assertThatThrownBy(() -> new Series("", Tags.NONE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Point(series, Fields.NONE, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void decimal_notFinite_isRefused() {
        assertThatThrownBy(() -> new FieldValue.Decimal(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FieldValue.Decimal(Double.NEGATIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void reading_withoutFieldOrWithAnEmptyMetakey_isRefused() {
        assertThatThrownBy(() -> new Reading(Fields.NONE, new Sender(Tags.NONE, null), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Sender(Tags.NONE, "")).isInstanceOf(IllegalArgumentException.class);
    }
}
