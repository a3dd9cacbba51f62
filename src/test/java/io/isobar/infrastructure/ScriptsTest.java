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
        assertThat(result.lines().stream().filter(line -> line.startsWith("aws cloudformation ")))
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

    /** aws-cli takes the last of two. */
    @Test
    void deploy_takesQueuesThatAreThereAlreadyFromItsEnvironment() throws Exception {
        Files.writeString(folder.resolve("parameters/demo.conf"), "InboundQueueArn=arn:aws:sqs:eu-west-1:1:conf\n");
        Map<String, String> queues =
                Map.of("INBOUND_SQS_QUEUE_ARN", "arn:in", "OUTBOUND_SQS_QUEUE_ARN", "arn:out", "PATH", path());

        Shell.Result result = Shell.run(folder, queues, List.of("bash", "deploy.sh", "demo", "inbox", "--dry-run"));

        assertThat(result.lines())
                .singleElement()
                .asString()
                .endsWith(
                        " InboundQueueArn=arn:aws:sqs:eu-west-1:1:conf InboundQueueArn=arn:in OutboundQueueArn=arn:out");
    }

    @Test
    void deploy_refusesAParameterThatNoTemplateHas() throws Exception {
        Files.writeString(folder.resolve("parameters/demo.conf"), "MinTask=3\n");

        Shell.Result result = run("deploy.sh", "demo");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.errors()).contains("no template has the parameter 'MinTask'");
        assertThat(folder.resolve("called")).doesNotExist();
    }

    /** What a template asks for at the end of half an hour is asked for at its beginning, all at once. */
    @Test
    void deploy_refusesToBeginWithoutWhatAStackNeeds() throws Exception {
        Files.writeString(
                folder.resolve("parameters/demo.conf"),
                "CloudFrontPrefixListId=pl-1\nGrafanaImageTag=1\nImageTag=\nCertificateArn=arn:aws:iot:1\n");
        awsThatFailsAt("*describe-stacks*");

        Shell.Result result = run("deploy.sh", "demo");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.errors())
                .contains(
                        "demo.conf first: enrichment-service needs ImageTag IotEndpoint CertificateSecretArn\n",
                        "nothing was done")
                .doesNotContain("needs CertificateArn", "grafana-service");
        assertThat(Files.readString(folder.resolve("called"))).doesNotContain("deploy", "iam");
        assertThat(run("deploy.sh", "demo", "--dry-run").errors()).contains("enrichment-service needs ImageTag");
    }

    @Test
    void deploy_needsNoCertificateForTheQueue() throws Exception {
        Files.writeString(folder.resolve("parameters/demo.conf"), "ImageTag=1\nTelemetrySource=queue\n");
        awsThatFailsAt("*describe-stacks*");

        assertThat(run("deploy.sh", "demo", "enrichment-service").status()).isZero();
    }

    @Test
    void deploy_leavesAStackThatIsThereTheValuesItHas() throws Exception {
        Shell.Result result = run("deploy.sh", "demo", "enrichment-service");

        assertThat(result.status()).as(result.errors()).isZero();
        assertThat(Files.readString(folder.resolve("called"))).contains("cloudformation deploy");
    }

    /** Else ECS refuses the first cluster of an account: it "cannot assume the service linked role". */
    @Test
    void deploy_makesTheRoleOfEcsBeforeTheFirstStackAndGoesOnIfItIsThere() throws Exception {
        awsThatFailsAt("*create-service-linked-role*");

        Shell.Result result = run("deploy.sh", "demo", "network", "ecs-cluster");

        assertThat(result.status()).as(result.errors()).isZero();
        assertThat(Files.readAllLines(folder.resolve("called")))
                .hasSize(3)
                .first()
                .asString()
                .startsWith("iam create-service-linked-role --aws-service-name ecs.amazonaws.com");
        assertThat(run("deploy.sh", "demo", "network", "--dry-run").output()).doesNotContain("aws iam");
    }

    @Test
    void deploy_refusesAnUnknownStackAndANameThatAwsWouldRefuse() throws Exception {
        assertThat(run("deploy.sh", "demo", "netwrok").errors())
                .contains("there is no stack netwrok; there are: network ");
        assertThat(List.of("Demo", "demo-", "a--b", "a".repeat(21)))
                .allSatisfy(name -> assertThat(run("deploy.sh", name).errors()).contains("usage: deploy.sh ENV"));
        assertThat(run("deploy.sh", "demo", "--delete-data").errors()).contains("unknown option --delete-data");
        assertThat(folder.resolve("called")).doesNotExist();
    }

    @Test
    void deploy_callsWhatTheDryRunPrints() throws Exception {
        writeAllThatIsNeeded();
        List<String> printed = run("deploy.sh", "demo", "--dry-run").lines();

        Shell.Result result = run("deploy.sh", "demo");

        assertThat(result.status()).as(result.errors()).isZero();
        assertThat(Files.readAllLines(folder.resolve("called")))
                .isEqualTo(printed.stream()
                        .map(line -> line.replaceFirst("^aws ", ""))
                        .toList());
        assertThat(result.errors())
                .contains("deploy.sh: demo-network, 1 of "
                        + printed.stream()
                                .filter(line -> line.contains(" deploy "))
                                .count());
    }

    @Test
    void deploy_stopsAtTheFirstFailure() throws Exception {
        writeAllThatIsNeeded();
        awsThatFailsAt("*demo-efs*");

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

    /** Whoever runs it again is told nothing about a stack that is gone already. */
    @Test
    void destroy_thatIsStoppedSaysWhatItHasKeptUntilThen() throws Exception {
        awsThatAnswers("*describe-stack-resources*DynamoDB*", "made-table", "*wait*demo-network*");

        Shell.Result result = run("destroy.sh", "demo", "metadata-table", "network");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.errors()).contains("stopped at network", "Kept:\n  AWS::DynamoDB::Table made-table\n");
    }

    @Test
    void destroy_thatCannotDeleteDataSaysWhatIsLeft() throws Exception {
        awsThatAnswers("*describe-stack-resources*DynamoDB*", "made-table", "*dynamodb*delete-table*");

        Shell.Result result = run("destroy.sh", "demo", "metadata-table", "--delete-data");

        assertThat(result.status()).isNotZero();
        assertThat(result.errors()).contains("Kept:\n  AWS::DynamoDB::Table made-table\n");
    }

    /** It was not made: its name stands in the stack that failed because somebody else has it. */
    @Test
    void destroy_leavesTheTableOfAnotherAlone() throws Exception {
        awsThatAnswers("*describe-stacks*", "ROLLBACK_COMPLETE", "nothing");
        String aws = Files.readString(folder.resolve("bin/aws"));
        Files.writeString(
                folder.resolve("bin/aws"),
                aws + "case \"$*\" in *describe-stack-resources*) echo their-table;; esac\n");

        Shell.Result result = run("destroy.sh", "demo", "metadata-table", "--delete-data");

        assertThat(result.status()).as(result.errors()).isZero();
        assertThat(result.errors()).contains("Kept:", "their-table");
        assertThat(Files.readString(folder.resolve("called"))).doesNotContain("dynamodb");
    }

    private void writeAllThatIsNeeded() throws IOException {
        Files.writeString(folder.resolve("parameters/demo.conf"), """
                CloudFrontPrefixListId=pl-1
                ImageTag=1
                GrafanaImageTag=1
                IotEndpoint=a-ats.iot.eu-west-1.amazonaws.com
                CertificateArn=arn:aws:iot:1
                CertificateSecretArn=arn:aws:secretsmanager:1
                """);
    }

    /** @param call a pattern of the shell */
    private void awsThatFailsAt(String call) throws IOException {
        awsThatAnswers("nothing", "", call);
    }

    private void awsThatAnswers(String call, String answer, String failing) throws IOException {
        Files.writeString(folder.resolve("bin/aws"), """
                #!/bin/sh
                echo "$@" >>%s
                case "$*" in %s) exit 1 ;; esac
                case "$*" in %s) echo %s ;; esac
                """.formatted(folder.resolve("called"), failing, call, answer));
    }

    private Shell.Result run(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                Stream.concat(Stream.of("bash", script), Stream.of(arguments)).toList();
        return Shell.run(folder, Map.of("PATH", path()), command);
    }

    private String path() {
        return folder.resolve("bin") + ":" + System.getenv("PATH");
    }

    private static String stack(String command) {
        return command.replaceFirst(".*--stack-name (\\S+).*", "$1");
    }
}
