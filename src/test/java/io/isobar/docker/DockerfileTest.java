package io.isobar.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerfileTest {

    static final String PINNED = "[a-z0-9./-]+:v?\\d+\\.\\d+\\S*";

    private final Dockerfile isobar = Dockerfile.ofIsobar();

    @ParameterizedTest
    @ValueSource(strings = {"docker/Dockerfile", "docker/grafana/Dockerfile"})
    void from_namesImagesWithTheirVersion(String file) {
        assertThat(Dockerfile.read(Path.of(file)).all("FROM"))
                .isNotEmpty()
                .allSatisfy(from -> assertThat(from.arguments().split(" ")[0]).matches(PINNED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker/Dockerfile", "docker/grafana/Dockerfile"})
    void copy_takesFilesThatAreThereAndNotIgnored(String file) throws IOException {
        Set<String> letIn = Files.readAllLines(Path.of(".dockerignore")).stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .collect(Collectors.toSet());

        assertThat(Dockerfile.read(Path.of(file)).all("COPY").filter(copy -> !copy.isFromAnotherStage()))
                .flatMap(copy -> sources(copy.arguments()))
                .isNotEmpty()
                .allSatisfy(source -> {
                    assertThat(Path.of(source)).exists();
                    assertThat(letIn).contains(source.replaceAll("/$", ""));
                });
    }

    private static List<String> sources(String arguments) {
        List<String> words = List.of(arguments.split(" "));
        return words.subList(0, words.size() - 1);
    }

    @Test
    void dockerignore_keepsOutAllThatItDoesNotName() throws IOException {
        assertThat(Files.readAllLines(Path.of(".dockerignore"))).contains("*").noneMatch("!docker"::equals);
    }

    @Test
    void user_isNotRootAndMayWriteToTheVolumesAlone() {
        assertThat(isobar.last("USER").arguments()).isEqualTo("10001:10001");
        assertThat(isobar.last("VOLUME").exec()).containsExactly("/data", "/tmp");
        // What is copied or made belongs to root.
        assertThat(isobar.instructions()).noneMatch(any -> any.flags().stream().anyMatch(f -> f.startsWith("--chown")));
        assertThat(isobar.instructions().indexOf(isobar.training()))
                .isLessThan(isobar.instructions().indexOf(isobar.last("USER")));
    }

    @Test
    void entrypointAndHealthCheck_areInExecForm() {
        assertThat(isobar.last("ENTRYPOINT").exec().getFirst()).isEqualTo("java");
        assertThat(isobar.last("HEALTHCHECK").arguments()).isEqualTo("CMD [\"/app/health\"]");
        assertThat(Path.of("docker/health")).isExecutable();
    }

    @Test
    void training_hasTheOptionsAndTheJarOfTheStartAndNoNetwork() {
        List<String> training = Stream.of(isobar.training().arguments().split(" "))
                .dropWhile(word -> word.contains("="))
                .filter(word -> !word.startsWith("-Xlog:") && !word.equals("-Dspring.context.exit=onRefresh"))
                .map(word -> word.replace("-XX:AOTCacheOutput=", "-XX:AOTCache="))
                .toList();

        assertThat(training).isEqualTo(isobar.last("ENTRYPOINT").exec());
        assertThat(isobar.training().flags()).contains("--network=none");
    }

    @Test
    void jvmOptions_areThoseThatSuitAContainer() throws IOException {
        assertThat(isobar.last("ENTRYPOINT").exec()).contains("@/app/jvm.options");
        assertThat(Files.readAllLines(Path.of("docker/jvm.options")))
                .filteredOn(line -> !line.startsWith("#"))
                .contains(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:+UseCompressedOops",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED")
                .anyMatch(line -> line.startsWith("-XX:MaxRAMPercentage="))
                .allMatch(line -> line.startsWith("-"));
    }
}
