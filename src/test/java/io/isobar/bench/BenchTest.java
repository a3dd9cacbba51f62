package io.isobar.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What needs no server: arithmetic, and what the operating system and the user write. */
class BenchTest {

    private static final String STAT =
            "4711 (a (b) c) S 1 4711 4711 0 -1 4194560 1200 0 3 0 250 75 0 0 20 0 31 0 12345 2147483648 9000";
    private static final String STATUS =
            "Name:\ta (b) c\nVmPeak:\t 9999 kB\nVmHWM:\t  204800 kB\nVmRSS:\t  102400 kB\n";

    @Test
    void statistics_oddAndEvenCount_medianIsInTheMiddle() {
        assertThat(Statistics.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Statistics(2, 1, 3));
        assertThat(Statistics.of(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(new Statistics(2.5, 1, 4));
    }

    @Test
    void ratio_ofMedians_isNewByOld() {
        Statistics older = new Statistics(30, 29, 40);

        assertThat(new Statistics(10, 9, 11).ratioTo(older)).isEqualTo(0.333);
        assertThat(older.ratioTo(new Statistics(0, 0, 0))).isNull();
    }

    @Test
    void percentile_ofHundredValues_isTheOneOfThatRank() {
        List<Double> values =
                IntStream.rangeClosed(1, 100).mapToObj(Double::valueOf).toList();

        assertThat(Statistics.percentile(values, 50)).isEqualTo(50);
        assertThat(Statistics.percentile(values, 99)).isEqualTo(99);
        assertThat(Statistics.percentile(values, 100)).isEqualTo(100);
        assertThat(Statistics.percentile(List.of(7.0), 95)).isEqualTo(7);
    }

    @Test
    void cost_ofProcessWithBracketsInItsName_isRead() {
        ProcessCost cost = ProcessCost.parse(STAT, STATUS);

        assertThat(cost).isEqualTo(new ProcessCost(Duration.ofMillis(2_500), Duration.ofMillis(750), 100, 200));
        assertThat(cost.plus(cost).cpu()).isEqualTo(Duration.ofMillis(6_500));
    }

    @Test
    void cost_betweenTwoLooks_isSharedAmongTheMessages() {
        ProcessCost before = ProcessCost.parse(STAT, STATUS);
        ProcessCost after = new ProcessCost(Duration.ofMillis(3_000), Duration.ofMillis(850), 100, 200);

        assertThat(new Figures().putCpu(before, after, 20_000).values())
                .containsEntry("userMicros", 25.0)
                .containsEntry("systemMicros", 5.0)
                .containsEntry("cpuMicros", 30.0);
    }

    @Test
    void readings_ofTheSameSensor_areASecondApart() {
        Readings readings = Readings.of("s", 2);

        assertThat(readings.message(1)).contains("\"s1\"").contains("\"2024-01-01T00:00:01\"");
        assertThat(readings.message(119)).contains("\"s1\"").contains("\"2024-01-01T00:01:00\"");
        assertThat(readings.round(readings.time(59).plusNanos(999_999_999))).isEqualTo(59);
    }

    @Test
    void arguments_allOfThem_areRead() {
        Options options = Options.parse(List.of(
                "drain",
                "--scenario",
                "paced",
                "--runs",
                "5",
                "--messages",
                "2000",
                "--compare",
                "HEAD~1",
                "--jvm",
                "-Xmx1g  -XX:+UseZGC"));

        assertThat(options)
                .isEqualTo(new Options(
                        List.of("drain", "paced"), 5, 2_000, "HEAD~1", 0, List.of("-Xmx1g", "-XX:+UseZGC")));
        assertThat(Options.parse(List.of("--soak")).soak()).isEqualTo(30);
        assertThat(Options.parse(List.of("--soak", "--messages", "1000")).soak())
                .isEqualTo(30);
        assertThat(Options.parse(List.of("--soak", "5")).soak()).isEqualTo(5);
    }

    @Test
    void arguments_wrong_areRefusedByName() {
        assertThatThrownBy(() -> Options.parse(List.of("--rnus", "3"))).hasMessageContaining("unknown argument --rnus");
        assertThatThrownBy(() -> Options.parse(List.of("--runs"))).hasMessageContaining("--runs needs a value");
        assertThatThrownBy(() -> Options.parse(List.of("--runs", "0")))
                .hasMessageContaining("--runs is '0'; allowed is");
        assertThatThrownBy(() -> Options.parse(List.of("--soak", "5", "drain"))).hasMessageContaining("--soak");
    }

    @Test
    void scenarios_byFamily_areAllOfIt() {
        Scenarios scenarios = new Scenarios(100);

        assertThat(scenarios.chosen(List.of("paced", "drain")).keySet())
                .containsExactly("paced-2000", "paced-10000", "drain");
        assertThatThrownBy(() -> scenarios.chosen(List.of("pace"))).hasMessageContaining("unknown scenario pace");
    }
}
