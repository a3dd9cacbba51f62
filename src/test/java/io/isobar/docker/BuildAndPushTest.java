package io.isobar.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildAndPushTest {

    @Test
    void dryRun_printsTheBuildOfBothImagesForBothArchitectures() throws Exception {
        Shell.Ended ended = run("--dry-run registry.example.org/team 1.2.3").well();

        assertThat(ended.output().lines())
                .containsExactly(
                        "docker buildx build --platform linux/amd64,linux/arm64 --file docker/Dockerfile"
                                + " --tag registry.example.org/team/isobar:1.2.3 --push .",
                        "docker buildx build --platform linux/amd64,linux/arm64 --file docker/grafana/Dockerfile"
                                + " --tag registry.example.org/team/isobar-grafana:1.2.3 --push .");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --dry-run                         | usage: docker/build-and-push.sh [--dry-run] REGISTRY [TAG]
        --dry-run a b c                   | usage: docker/build-and-push.sh [--dry-run] REGISTRY [TAG]
        --drt-run registry.example.org    | unknown option --drt-run; the only one is --dry-run
        --dry-run registry.example.org :1 | the tag is ':1'; allowed are letters, digits, '_', '.' and '-'
        """)
    void argument_thatIsWrong_endsItWithOneLine(String arguments, String line) throws Exception {
        Shell.Ended ended = run(arguments);

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output()).isEqualTo("build-and-push.sh: " + line + "\n");
    }

    private static Shell.Ended run(String arguments) throws Exception {
        return Shell.run(Path.of("."), Map.of(), "bash", "-c", "docker/build-and-push.sh " + arguments);
    }
}
