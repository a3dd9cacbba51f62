package io.isobar.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CfnLintIT {

    private static final Path PROGRAM = Path.of(".venv/bin/cfn-lint").toAbsolutePath();

    /** A warning that is meant is switched off in its template, beside the reason. */
    @Test
    void templates_areWithoutErrorsAndWarningsInTwoRegions() throws Exception {
        boolean isInstalled = Files.isExecutable(PROGRAM);
        if (!isInstalled)
            System.err.println("TEMPLATES ARE NOT LINTED: " + PROGRAM + " is missing, which bin/test installs");
        assumeTrue(isInstalled, "templates are not linted: " + PROGRAM + " is missing, which bin/test installs");

        List<String> files = Stacks.templates().stream()
                .map(template -> template.file().toString())
                .toList();
        Shell.Result result = Shell.run(
                Path.of("."),
                Map.of(),
                Stream.concat(
                                Stream.of(PROGRAM.toString(), "--regions", "us-east-1", "eu-west-1", "--template"),
                                files.stream())
                        .toList());

        assertThat(result.output() + result.errors()).isEmpty();
        assertThat(result.status()).isZero();
    }
}
