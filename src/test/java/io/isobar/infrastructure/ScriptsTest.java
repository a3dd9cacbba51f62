package io.isobar.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts in a copy of their folder, beside a program {@code aws} that leaves a trace when it is called. */
class ScriptsTest {

    @TempDir
    Path folder;

    @BeforeEach
    void copy() throws IOException {
        Files.createDirectories(folder.resolve("parameters"));
        try (Stream<Path> files = Files.list(Template.FOLDER)) {
            for (Path file : files.filter(Files::isRegularFile).toList())
                Files.copy(file, folder.resolve(file.getFileName()));
        }
        Path aws = Files.createDirectory(folder.resolve("bin")).resolve("aws");
        Files.writeString(aws, "#!/bin/sh\necho \"$@\" >>" + folder.resolve("called") + "\n");
        Files.setPosixFilePermissions(aws, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void deploy_makesAllStacksInOrderButThoseThatHaveToBeNamed() throws Exception {
        Shell.Result result = run("deploy.sh", "demo", "--dry-run");

        assertThat(result.status()).as(result.errors()).isZero();
        assertThat(result.lines())
                .allMatch(line -> line.startsWith("aws cloudformation deploy "))
                .allMatch(
                        line -> line.endsWith(" --parameter-overrides EnvironmentName=demo NetworkStack=demo-network"))
                .extracting(ScriptsTest::stack)
                .containsExactlyElementsOf(Stacks.all().stream()
                        .filter(stack -> !stack.isNamed())
                        .map(stack -> "demo-" + stack.name())
                        .toList());
        assertThat(folder.resolve("called")).doesNotExist();
    }

    @Test
    void deploy_makesNamedStacksInTheOrderOfTheList() throws Exception {
        Shell.Result result = run("deploy.sh", "prod", "chronograf-service", "network", "--dry-run");

        assertThat(result.lines())
                .extracting(ScriptsTest::stack)
                .containsExactly("prod-network", "prod-chronograf-service");
    }

    @Test
    void deploy_passesTheParametersOfTheEnvironment() throws Exception {
        Files.writeString(folder.resolve("parameters/demo.conf"), "# why\n\nAlarmEmail=a b@example.org\r\nMinTasks=3");

        assertThat(run("deploy.sh", "demo", "network", "--dry-run").lines())
                .singleElement()
                .asString()
                .endsWith("NetworkStack=demo-network AlarmEmail=a\\ b@example.org MinTasks=3");
        assertThat(run("deploy.sh", "prod", "network", "--dry-run").output()).doesNotContain("MinTasks");
    }

    @Test
    void deploy_refusesAParameterThatNoTemplateHas() throws Exception {
        Files.writeString(folder.resolve("parameters/demo.conf"), "MinTask=3\n");

        Shell.Result result = run("deploy.sh", "demo");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.errors()).contains("no template has the parameter 'MinTask'");
        assertThat(folder.resolve("called")).doesNotExist();
    }

    @Test
    void deploy_refusesAnUnknownStackAndANameThatAwsWouldRefuse() throws Exception {
        assertThat(run("deploy.sh", "demo", "netwrok").errors())
                .contains("there is no stack netwrok; there are: network ");
        assertThat(run("deploy.sh", "Demo").errors()).contains("usage: deploy.sh ENV");
        assertThat(run("deploy.sh", "demo", "--delete-data").errors()).contains("unknown option --delete-data");
        assertThat(folder.resolve("called")).doesNotExist();
    }

    @Test
    void deploy_callsWhatTheDryRunPrints() throws Exception {
        List<String> printed = run("deploy.sh", "demo", "--dry-run").lines();

        Shell.Result result = run("deploy.sh", "demo");

        assertThat(result.status()).as(result.errors()).isZero();
        assertThat(Files.readAllLines(folder.resolve("called")))
                .isEqualTo(printed.stream()
                        .map(line -> line.replaceFirst("^aws ", ""))
                        .toList());
        assertThat(result.errors()).contains("deploy.sh: demo-network, 1 of " + printed.size());
    }

    @Test
    void deploy_stopsAtTheFirstFailure() throws Exception {
        Files.writeString(
                folder.resolve("bin/aws"),
                "#!/bin/sh\necho \"$@\" >>" + folder.resolve("called")
                        + "\ncase \"$*\" in *demo-efs*) exit 1;; esac\n");

        Shell.Result result = run("deploy.sh", "demo");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.errors()).contains("stopped at efs-storage");
        assertThat(Files.readString(folder.resolve("called")))
                .contains("describe-stack-events")
                .doesNotContain("metadata");
    }

    @Test
    void destroy_takesAllStacksDownFromTheEndAndKeepsData() throws Exception {
        Shell.Result result = run("destroy.sh", "demo", "--dry-run");

        List<String> expected = new ArrayList<>(Stacks.all().stream()
                .map(stack -> "demo-" + stack.name())
                .toList()
                .reversed());
        assertThat(result.lines().stream().filter(line -> line.contains(" delete-stack ")))
                .extracting(ScriptsTest::stack)
                .containsExactlyElementsOf(expected);
        assertThat(result.lines()).allMatch(line -> line.startsWith("aws cloudformation "));
        assertThat(result.errors()).contains("Kept:", "AWS::DynamoDB::Table", "AWS::EFS::FileSystem");
        assertThat(folder.resolve("called")).doesNotExist();
    }

    @Test
    void destroy_deletesEachKindOfDataWhenToldTo() throws Exception {
        Shell.Result result = run("destroy.sh", "demo", "--delete-data", "--dry-run");

        assertThat(result.status()).as(result.errors()).isZero();
        assertThat(result.output())
                .contains(
                        "aws dynamodb delete-table", "aws efs delete-file-system", "aws s3 rb", "aws sqs delete-queue")
                .contains("aws secretsmanager delete-secret", "aws timestream-influxdb delete-db-instance");
        assertThat(result.errors()).doesNotContain("Kept");
    }

    private Shell.Result run(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                Stream.concat(Stream.of("bash", script), Stream.of(arguments)).toList();
        return Shell.run(folder, Map.of("PATH", folder.resolve("bin") + ":" + System.getenv("PATH")), command);
    }

    private static String stack(String command) {
        return command.replaceFirst(".*--stack-name (\\S+).*", "$1");
    }
}
