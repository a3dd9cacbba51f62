package io.isobar.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Python's own strftime writes the same, of times in all years that a device's clock can tell. */
class PythonTimesIT {

    private static final String DIRECTIVES =
            "%a|%A|%w|%d|%b|%B|%m|%y|%Y|%H|%I|%M|%S|%f|%p|%z|%Z|%j|%U|%W|%c|%x|%X|%%|%G|%u|%V|%D|%e|%F|%g|%h|%k|%l|%P|%r|%R|%T";
    /** The first argument is the offset from UTC in minutes, the second the pattern; a line of input is microseconds. */
    private static final String SCRIPT = """
            import sys
            from datetime import datetime, timedelta, timezone
            zone = timezone(timedelta(minutes=int(sys.argv[1])))
            epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)
            for line in sys.stdin:
                print((epoch + timedelta(microseconds=int(line))).astimezone(zone).strftime(sys.argv[2]))
            """;

    private static final long FIRST = Instant.parse("1678-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST = Instant.parse("2262-01-01T00:00:00Z").getEpochSecond();

    @TempDir
    Path folder;

    @Test
    void format_isWhatPythonWrites() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int minutes : new int[] {0, 60, -570}) {
            List<Long> micros = random.longs(2_000, FIRST * 1_000_000, LAST * 1_000_000)
                    .boxed()
                    .toList();
            TimePattern pattern = new TimePattern(DIRECTIVES, ZoneOffset.ofTotalSeconds(minutes * 60));
            List<String> ours = micros.stream()
                    .map(each -> pattern.format(Instant.ofEpochSecond(
                            Math.floorDiv(each, 1_000_000L), Math.floorMod(each, 1_000_000L) * 1_000)))
                    .toList();

            assertThat(ours).as("seed %d", seed).isEqualTo(ofPython(minutes, micros.stream()));
        }
    }

    private List<String> ofPython(int minutes, Stream<Long> micros) throws IOException, InterruptedException {
        Path input = Files.write(
                folder.resolve("micros"), micros.map(String::valueOf).toList());
        Path output = folder.resolve("output");
        ProcessBuilder python = new ProcessBuilder("python3", "-c", SCRIPT, "" + minutes, DIRECTIVES);
        python.environment().put("LC_ALL", "C");
        Process process = python.redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor()).isZero();
        return Files.readAllLines(output, StandardCharsets.UTF_8);
    }
}
