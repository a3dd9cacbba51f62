package io.isobar.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.local.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs the blocks of commands in a README, where of all programs there is aws-cli alone, and nobody answers that. It looks at
 * options and their values before it connects, so a command that gets as far as that is one that it understands.
 */
class ReadmeCommandsIT {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```(\\w*)\\n(.*?)^\\1```$");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"infrastructure/README.md, 20", "README.md, 1"})
    void commands_areUnderstoodByAwsCli(Path readme, int atLeast) throws Exception {
        String commands = String.join("\n", blocks(Files.readString(readme)));
        Path script = Files.writeString(folder.resolve("commands"), PRELUDE + commands);
        copyFolder();

        Shell.Result shell = Shell.run(
                folder,
                Map.of(
                        "AWS",
                        program(),
                        "NOBODY",
                        "http://127.0.0.1:" + Ports.free(),
                        "LOG",
                        folder.resolve("log") + ""),
                List.of("bash", script.toString()));

        assertThat(shell.errors()).doesNotContain("syntax error", "unexpected");
        List<String> calls = List.of(Files.readString(folder.resolve("log")).split("\0"));
        assertThat(calls)
                .hasSizeGreaterThanOrEqualTo(atLeast)
                .allSatisfy(call ->
                        assertThat(call).contains("Could not connect to the endpoint URL: \"http://127.0.0.1:"));
        assertThat(shell.errors()).doesNotContain("syntax error", "unexpected");
    }

    /** Has each call of aws leave what it was and what it said, separated by NUL, and answer with something. */
    private static final String PRELUDE = """
            PATH=/nonexistent
            command_not_found_handle() { :; }
            umask() { :; }
            aws() {
              local said
              said=$("$AWS" "$@" --endpoint-url "$NOBODY" 2>&1)
              printf 'aws %s\\n%s\\0' "$*" "$said" >>"$LOG"
              echo arn:aws:made:eu-west-1:123456789012:up
            }
            """;

    private static List<String> blocks(String readme) {
        return BLOCK.matcher(readme)
                .results()
                .filter(match -> match.group(2).isEmpty())
                .map(match -> match.group(3).replaceAll("(?m)^" + match.group(1), ""))
                .filter(block -> block.contains("aws "))
                .toList();
    }

    /** Commands name templates by their place in the checkout. */
    private void copyFolder() throws IOException {
        Path copy = Files.createDirectory(folder.resolve(Template.FOLDER));
        try (Stream<Path> files = Files.list(Template.FOLDER)) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".yml")).toList())
                Files.copy(file, copy.resolve(file.getFileName()));
        }
    }

    static String program() {
        Path program = Path.of(".venv/bin/aws").toAbsolutePath();
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException(program + " is missing: run bin/test once, which installs it");
        }
        return program.toString();
    }
}
