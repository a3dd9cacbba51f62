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
 * Runs the blocks of commands in a README where none of their programs is found, only noting what they call aws with, and then has
 * aws-cli make those calls to where nobody answers. It looks at options and their values before it connects, so a call that gets
 * as far as that is one that it understands.
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

        Path calls = folder.resolve("calls");

        Shell.Result shell = Shell.run(folder, Map.of("CALLS", calls.toString()), List.of("bash", script.toString()));
        Shell.Result said = Shell.run(
                folder,
                Map.of(),
                List.of(program("python"), "-c", MAKE_CALLS, calls.toString(), "http://127.0.0.1:" + Ports.free()));

        assertThat(shell.errors()).doesNotContain("syntax error", "unexpected");
        assertThat(said.status()).as(said.errors()).isZero();
        assertThat(List.of(said.output().split("\0")))
                .hasSizeGreaterThanOrEqualTo(atLeast)
                .allSatisfy(call ->
                        assertThat(call).contains("Could not connect to the endpoint URL: \"http://127.0.0.1:"));
    }

    /** Notes the number of words of each call, and the words, each ended by NUL; and answers with something. */
    private static final String PRELUDE = """
            PATH=/nonexistent
            command_not_found_handle() { :; }
            umask() { :; }
            aws() {
              printf '%s\\0' $# "$@" >>"$CALLS"
              echo arn:aws:made:eu-west-1:123456789012:up
            }
            """;

    /** All in one process, because aws-cli takes a second to start. Prints each call and what it said, ended by NUL. */
    private static final String MAKE_CALLS = """
            import contextlib, io, sys
            from awscli.clidriver import create_clidriver
            words = open(sys.argv[1]).read().split('\\0')[:-1]
            while words:
                count = int(words[0])
                call, words = words[1:count + 1], words[count + 1:]
                said = io.StringIO()
                with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                    try:
                        create_clidriver().main([*call, '--endpoint-url', sys.argv[2]])
                    except SystemExit:
                        pass
                print('aws', *call)
                print(said.getvalue(), end='\\0')
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

    /** Of those that bin/test installs into the checkout. */
    static String program(String name) {
        Path program = Path.of(".venv/bin", name).toAbsolutePath();
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException(program + " is missing: run bin/test once, which installs it");
        }
        return program.toString();
    }
}
