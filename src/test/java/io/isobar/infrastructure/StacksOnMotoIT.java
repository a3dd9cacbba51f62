package io.isobar.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.local.MotoServer;
import io.isobar.local.RealServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** What holds data, made, used and taken down by the scripts and the README's commands, on a stand-in for AWS. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StacksOnMotoIT {

    private static final Pattern PUT_ITEM = Pattern.compile("aws dynamodb put-item[^`]*?\\}'\n");

    private static final String QUEUE = "arn:aws:sqs:eu-central-1:123456789012:in-use";

    @RegisterExtension
    static final RealServer<MotoServer> SERVER = RealServer.of(folder -> MotoServer.start(folder));

    @Test
    @Order(1)
    void deploy_makesTablesAndQueues() throws Exception {
        script("deploy.sh", "demo", "archive", "inbox", "metadata-table");

        TableDescription devices = describe("demo-DeviceMetaData");
        assertThat(keys(devices)).containsExactly("metakey HASH");
        assertThat(devices.billingModeSummary().billingModeAsString()).isEqualTo("PAY_PER_REQUEST");
        assertThat(devices.streamSpecification().streamEnabled()).isTrue();
        assertThat(devices.latestStreamArn()).isNotEmpty();
        assertThat(keys(describe("demo-Messages"))).containsExactly("uuid HASH", "messageId RANGE");
        assertThat(keys(describe(archive()))).containsExactly("id HASH");
        assertThat(aws("sqs list-queues --endpoint-url " + SERVER.get().url() + " --query QueueUrls --output text"))
                .contains("demo-inbox-InboundQueue", "demo-inbox-OutboundQueue", "demo-inbox-DeadLetterQueue");
    }

    @Test
    @Order(2)
    void item_isPutByTheReadmesCommand() throws Exception {
        Matcher command = PUT_ITEM.matcher(Files.readString(Template.FOLDER.resolve("README.md")));
        assertThat(command.find()).isTrue();

        run(List.of("bash", "-c", command.group()));

        Map<String, AttributeValue> item = client().getItem(request -> request.tableName("demo-DeviceMetaData")
                        .key(Map.of("metakey", AttributeValue.fromS("123456789"))))
                .item();
        assertThat(item.get("manufacturer").s()).isEqualTo("Acme Devices Ltd.");
        assertThat(item).containsOnlyKeys("metakey", "manufacturer", "family", "component_id", "calibration_date");
    }

    @Test
    @Order(3)
    void destroy_keepsTheTableAndItsItems() throws Exception {
        Shell.Result result = script("destroy.sh", "demo", "metadata-table");

        assertThat(result.errors()).contains("Kept:", "AWS::DynamoDB::Table demo-DeviceMetaData");
        assertThat(client().scan(request -> request.tableName("demo-DeviceMetaData"))
                        .count())
                .isEqualTo(1);
        assertThat(
                        aws(
                                "cloudformation list-stacks --stack-status-filter CREATE_COMPLETE --query StackSummaries[].StackName"))
                .contains("demo-archive")
                .doesNotContain("demo-metadata-table");
    }

    @Test
    @Order(4)
    void destroy_deletesATableWhenToldTo() throws Exception {
        String archive = archive();

        script("destroy.sh", "demo", "archive", "--delete-data");

        assertThat(client().listTables().tableNames()).doesNotContain(archive).contains("demo-DeviceMetaData");
    }

    @Test
    @Order(5)
    void deploy_takesAQueueThatIsThereAlready() throws Exception {
        String deploy = Template.FOLDER.resolve("deploy.sh").toString();

        run(List.of("INBOUND_SQS_QUEUE_ARN=" + QUEUE, "bash", deploy, "prod", "inbox"));

        assertThat(aws("sqs list-queues --endpoint-url " + SERVER.get().url() + " --query QueueUrls --output text"))
                .contains("prod-inbox-OutboundQueue", "prod-inbox-DeadLetterQueue")
                .doesNotContain("prod-inbox-InboundQueue");
    }

    /** By the call that the scripts do not make: after theirs the stand-in has no outputs. */
    @Test
    @Order(6)
    void inbox_tellsOfAQueueThatWasThereAsOfOneThatItMakes() throws Exception {
        aws("cloudformation create-stack --stack-name test-inbox --capabilities CAPABILITY_IAM --template-body file://"
                + Template.FOLDER.resolve("inbox.yml")
                + " --parameters ParameterKey=EnvironmentName,ParameterValue=test ParameterKey=InboundQueueArn,ParameterValue="
                + QUEUE);

        assertThat(output("InboundQueueArn")).isEqualTo(QUEUE);
        assertThat(output("InboundQueueName")).isEqualTo("in-use");
        assertThat(output("InboundQueueUrl")).isEqualTo("https://sqs.eu-central-1.amazonaws.com/123456789012/in-use");
        assertThat(output("OutboundQueueArn")).contains(":test-inbox-OutboundQueue");
        assertThat(output("OutboundQueueUrl")).contains("/test-inbox-OutboundQueue");
    }

    private static String output(String key) throws Exception {
        return aws("cloudformation describe-stacks --stack-name test-inbox --output text"
                        + " --query Stacks[0].Outputs[?OutputKey=='" + key + "'].OutputValue")
                .strip();
    }

    private static String archive() {
        return client().listTables().tableNames().stream()
                .filter(name -> name.startsWith("demo-archive-"))
                .findFirst()
                .orElseThrow();
    }

    private static TableDescription describe(String table) {
        return client().describeTable(request -> request.tableName(table)).table();
    }

    private static List<String> keys(TableDescription table) {
        return table.keySchema().stream()
                .map((KeySchemaElement key) -> key.attributeName() + " " + key.keyTypeAsString())
                .toList();
    }

    private static DynamoDbClient client() {
        return SERVER.get().client();
    }

    private static Shell.Result script(String name, String... arguments) throws Exception {
        return run(Stream.concat(Stream.of("bash", Template.FOLDER.resolve(name).toString()), Stream.of(arguments))
                .toList());
    }

    private static String aws(String arguments) throws Exception {
        return run(Stream.concat(Stream.of("aws"), Stream.of(arguments.split(" ")))
                        .toList())
                .output();
    }

    private static Shell.Result run(List<String> command) throws Exception {
        String path = Path.of(ReadmeCommandsIT.program("aws")).getParent() + ":" + System.getenv("PATH");
        Shell.Result result = Shell.run(
                Path.of("").toAbsolutePath(),
                Map.of(
                        "PATH",
                        path,
                        "AWS_ENDPOINT_URL",
                        SERVER.get().url().toString(),
                        "AWS_DEFAULT_REGION",
                        "eu-central-1"),
                Stream.concat(Stream.of("env"), command.stream()).toList());
        assertThat(result.status()).as("%s: %s", command, result.errors()).isZero();
        return result;
    }
}
