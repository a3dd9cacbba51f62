package io.isobar.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The row on the bridge itself. That a running bridge exports these names is tested where one runs. */
class DashboardMetricsTest {

    private final Dashboard dashboard = Dashboard.read();

    @Test
    void prometheusMetricNames_areThoseOfTheBridge() {
        assertThat(dashboard.prometheusMetricNames())
                .containsExactly(
                        "isobar_end_to_end_seconds_bucket",
                        "isobar_in_flight",
                        "isobar_influx_write_seconds_count",
                        "isobar_influx_write_seconds_max",
                        "isobar_influx_write_seconds_sum",
                        "isobar_metadata_lookups_total",
                        "isobar_mqtt_connected",
                        "isobar_parked_total",
                        "isobar_received_total",
                        "isobar_spooled",
                        "isobar_written_total");
    }

    @Test
    void prometheusQueries_eachNameAMetric() {
        assertThat(dashboard.prometheusQueries())
                .isNotEmpty()
                .allSatisfy(query -> assertThat(Dashboard.metricNames(query.text()))
                        .as(query.toString())
                        .isNotEmpty());
    }

    @Test
    void metricNames_leavesOutFunctionsLabelsAndRanges() {
        String promQl = "sum by (result) (rate(a_total{result!=\"error\"}[$__rate_interval]))"
                + " / ignoring (result) group_left sum(rate(b_total[5m] offset 1m)) > bool 1e3 or vector(0)";

        assertThat(Dashboard.metricNames(promQl)).isEqualTo(List.of("a_total", "b_total"));
    }
}
