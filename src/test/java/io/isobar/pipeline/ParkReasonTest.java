package io.isobar.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ParkReasonTest {

    /** Dashboards and alerts name them. */
    @Test
    void tag_each_isALowerCaseWord() {
        assertThat(Arrays.stream(ParkReason.values()).map(ParkReason::tag))
                .contains(
                        "not_json",
                        "not_an_object",
                        "missing_field",
                        "not_a_number",
                        "wrong_type",
                        "no_route",
                        "too_large",
                        "rejected")
                .allMatch(tag -> tag.matches("[a-z_]+"));
    }
}
