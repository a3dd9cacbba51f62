package io.isobar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The benchmark itself still runs. Its figures are of no interest here. */
class BenchIT {

    @Test
    void drain_fewMessages_printsItsRunAndItsSummary() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        int status = Bench.run(
                List.of("drain", "--messages", "2000", "--runs", "1"),
                new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(status).isZero();
        List<JsonNode> lines = printed.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> new JsonMapper().readTree(line))
                .toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst().at("/figures/messagesPerSecond").asDouble()).isPositive();
        assertThat(lines.getFirst().at("/figures/cpuMicros").asDouble()).isPositive();
        assertThat(lines.getLast().at("/summary/peakRssMb/median").asDouble()).isPositive();
        for (JsonNode line : lines) {
            assertThat(line.path("scenario").asString()).isEqualTo("drain");
            assertThat(line.path("commit").asString()).isNotEmpty();
            assertThat(line.at("/versions/influxd").asString()).isNotEmpty();
        }
    }

    @Test
    void drain_endedWhileServersStart_leavesNoFolder(@TempDir Path temporary) throws Exception {
        try (WatchService made = temporary.getFileSystem().newWatchService()) {
            temporary.register(made, StandardWatchEventKinds.ENTRY_CREATE);
            Process bench = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Djava.io.tmpdir=" + temporary,
                            "-cp",
                            System.getProperty("java.class.path"),
                            Bench.class.getName(),
                            "drain")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String first;
            try {
                first = made.take().pollEvents().getFirst().context().toString();
            } finally {
                bench.destroy();
                bench.waitFor();
            }

            assertThat(first).startsWith("isobar-bench-");
            assertThat(temporary.resolve(first)).doesNotExist();
        }
    }
}
