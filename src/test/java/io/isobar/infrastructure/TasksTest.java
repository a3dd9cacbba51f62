package io.isobar.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The tasks and services on Fargate. */
class TasksTest {

    /** Memory in MiB by CPU units, by the developer guide of Amazon ECS ("Task CPU and memory"). */
    private static final Map<Integer, Set<Integer>> FARGATE = Map.of(
            256, Set.of(512, 1024, 2048),
            512, gibibytes(1, 4),
            1024, gibibytes(2, 8),
            2048, gibibytes(4, 16),
            4096, gibibytes(8, 30));

    private static Set<Integer> gibibytes(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(gib -> gib * 1024).collect(Collectors.toSet());
    }

    static List<Template> services() {
        return Stacks.templates().stream()
                .filter(template -> !template.ofType("AWS::ECS::TaskDefinition").isEmpty())
                .toList();
    }

    @Test
    void services_areFound() {
        assertThat(services().stream().map(Template::name))
                .containsExactly("influxdb-service", "grafana-service", "chronograf-service", "enrichment-service");
    }

    @ParameterizedTest
    @MethodSource("services")
    void task_hasASizeThatFargateKnows(Template template) {
        JsonNode task = task(template);
        int cpu = Integer.parseInt(template.valueOf(task.path("Cpu")));
        int memory = Integer.parseInt(template.valueOf(task.path("Memory")));

        assertThat(FARGATE.getOrDefault(cpu, Set.of())).contains(memory);
    }

    /** Else the update fails and is rolled back, when all before it in the stack is done. */
    @ParameterizedTest
    @MethodSource("services")
    void task_ofAnySizeThatCanBeChosen_isOneThatFargateKnowsOrRefusedByARule(Template template) {
        JsonNode cpus = task(template).path("Cpu");
        JsonNode memories = task(template).path("Memory");

        for (String cpu : choices(template, cpus)) {
            for (String memory : choices(template, memories)) {
                Map<String, String> chosen = Map.of(
                        cpus.path("Ref").asString("Cpu"),
                        cpu,
                        memories.path("Ref").asString("Memory"),
                        memory);
                assertThat(isRefused(template, chosen))
                        .as("%s is refused", chosen)
                        .isNotEqualTo(FARGATE.getOrDefault(Integer.parseInt(cpu), Set.of())
                                .contains(Integer.parseInt(memory)));
            }
        }
    }

    private static List<String> choices(Template template, JsonNode size) {
        return size.has("Ref")
                ? Template.texts(
                        template.parameters().get(size.path("Ref").asString()).path("AllowedValues"))
                : List.of(size.asString());
    }

    /** By the rules that begin with the value of one of these parameters. */
    private static boolean isRefused(Template template, Map<String, String> chosen) {
        return template.root()
                .path("Rules")
                .valueStream()
                .filter(rule -> chosen.containsKey(
                        rule.at("/RuleCondition/Fn::Equals/0/Ref").asString("")))
                .filter(rule -> holds(rule.path("RuleCondition"), chosen))
                .flatMap(rule -> rule.path("Assertions").valueStream())
                .anyMatch(assertion -> !holds(assertion.path("Assert"), chosen));
    }

    private static boolean holds(JsonNode condition, Map<String, String> chosen) {
        if (condition.has("Fn::Not")) return !holds(condition.at("/Fn::Not/0"), chosen);
        String actual = chosen.getOrDefault(condition.at("/Fn::Equals/0/Ref").asString(), "");
        return actual.equals(condition.at("/Fn::Equals/1").asString());
    }

    @ParameterizedTest
    @MethodSource("services")
    void task_hasRolesOfItsOwn(Template template) {
        JsonNode task = task(template);
        String execution = task.at("/ExecutionRoleArn/Fn::GetAtt").asString("");
        String own = task.at("/TaskRoleArn/Fn::GetAtt").asString("");

        assertThat(List.of(execution, own))
                .doesNotHaveDuplicates()
                .allSatisfy(role -> assertThat(template.resources()).containsKey(role.replace(".Arn", "")));
    }

    @ParameterizedTest
    @MethodSource("services")
    void task_runsOnArmWithItsAddressInAPrivateSubnet(Template template) {
        assertThat(task(template).at("/RuntimePlatform/CpuArchitecture").asString(""))
                .isEqualTo("ARM64");
        JsonNode network =
                template.ofType("AWS::ECS::Service").getFirst().at("/NetworkConfiguration/AwsvpcConfiguration");
        assertThat(network.path("AssignPublicIp").asString("")).isEqualTo("DISABLED");
        assertThat(network.path("Subnets").toString())
                .contains("PrivateSubnetOne")
                .doesNotContain("Public");
    }

    @ParameterizedTest
    @MethodSource("services")
    void task_mountsAFolderOfItsOwnOverTlsAsItsRole(Template template) {
        List<JsonNode> mounts = task(template).findValues("EFSVolumeConfiguration");

        assertThat(mounts).allSatisfy(mount -> {
            assertThat(mount.path("TransitEncryption").asString("")).isEqualTo("ENABLED");
            assertThat(mount.at("/AuthorizationConfig/IAM").asString("")).isEqualTo("ENABLED");
        });
        assertThat(services().stream()
                        .flatMap(service -> task(service).findValues("AccessPointId").stream())
                        .map(JsonNode::toString))
                .hasSize(3)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("services")
    void service_isRolledBackIfItDoesNotStart(Template template) {
        JsonNode breaker =
                template.ofType("AWS::ECS::Service").getFirst().at("/DeploymentConfiguration/DeploymentCircuitBreaker");

        assertThat(breaker.path("Enable").asBoolean(false)).isTrue();
        assertThat(breaker.path("Rollback").asBoolean(false)).isTrue();
    }

    /** Two processes on one data folder destroy it. */
    @Test
    void influxDb_runsNeverTwice() {
        Template influx = Template.read("influxdb-service");
        JsonNode service = influx.ofType("AWS::ECS::Service").getFirst();

        assertThat(service.path("DesiredCount").asInt()).isEqualTo(1);
        assertThat(service.at("/DeploymentConfiguration/MinimumHealthyPercent").asInt(-1))
                .isZero();
        assertThat(service.at("/DeploymentConfiguration/MaximumPercent").asInt())
                .isEqualTo(100);
        assertThat(service.path("AvailabilityZoneRebalancing").asString("")).isEqualTo("DISABLED");
        assertThat(influx.ofType("AWS::ApplicationAutoScaling::ScalableTarget")).isEmpty();
        assertThat(variable(influx, "INFLUXDB_HTTP_AUTH_ENABLED")).isEqualTo("true");
    }

    @Test
    void enrichment_isRolledBackByItsAlarms() {
        Template enrichment = Template.read("enrichment-service");
        JsonNode alarms = enrichment.ofType("AWS::ECS::Service").getFirst().at("/DeploymentConfiguration/Alarms");

        assertThat(alarms.path("Rollback").asBoolean(false)).isTrue();
        assertThat(Template.below(alarms.path("AlarmNames"))
                        .filter(node -> node.has("Ref"))
                        .map(node -> node.path("Ref").asString())
                        .filter(name -> !name.startsWith("AWS::")))
                .containsExactlyInAnyOrder("MessagesAreParked", "TableCannotBeAsked", "NotConnected")
                .allSatisfy(alarm -> assertThat(enrichment.resources()).containsKey(alarm));
    }

    /** Nothing that runs, nothing that says how much runs: an alarm that waits for a number would stay silent. */
    @Test
    void whatIsAway_isAnAlarmEvenWithoutANumber() {
        Map<String, String> alarms = Map.of(
                "GrafanaIsAway", "grafana-service",
                "InfluxIsAway", "influxdb-service",
                "TasksAreMissing", "enrichment-service",
                "NothingComesIn", "enrichment-service");

        assertThat(alarms)
                .allSatisfy((alarm, template) -> assertThat(Template.read(template)
                                .resources()
                                .get(alarm)
                                .at("/Properties/TreatMissingData")
                                .asString(""))
                        .as(alarm)
                        .isEqualTo("breaching"));
    }

    /** A health check that is impatient ends each start before it is over, and then rolls the deployment back. */
    @Test
    void grafana_isGivenTimeForItsFirstStart() {
        Template grafana = Template.read("grafana-service");

        assertThat(List.of(
                        task(grafana).at("/ContainerDefinitions/0/HealthCheck/StartPeriod"),
                        grafana.ofType("AWS::ECS::Service").getFirst().path("HealthCheckGracePeriodSeconds")))
                .allMatch(seconds -> seconds.asInt() == 300);
    }

    /** AWS IoT Core sends at most 100 messages a second through a connection; half of that leaves room for bursts. */
    @Test
    void enrichment_isScaledByMessagesPerTask() {
        Template enrichment = Template.read("enrichment-service");
        JsonNode scaling = enrichment
                .resources()
                .get("ScalingByMessages")
                .at("/Properties/TargetTrackingScalingPolicyConfiguration");

        assertThat(scaling.at("/CustomizedMetricSpecification/MetricName").asString())
                .isEqualTo("isobar.received.count");
        assertThat(scaling.at("/CustomizedMetricSpecification/Statistic").asString())
                .isEqualTo("Average");
        assertThat(enrichment.valueOf(scaling.path("TargetValue"))).isEqualTo("3000");
    }

    @Test
    void enrichment_isGivenWhatItsReadmeAndTheImageAgreeOn() {
        Template enrichment = Template.read("enrichment-service");

        assertThat(variable(enrichment, "MQTT_CLIENT_ID"))
                .isEqualTo("${EnvironmentName}-enrichment-${!isobar.instance}");
        assertThat(variable(enrichment, "ISOBAR_MQTT_SESSIONEXPIRY")).isEqualTo("0");
        assertThat(variable(enrichment, "CLOUDWATCH_NAMESPACE")).isEqualTo("Isobar/${EnvironmentName}");
        assertThat(variable(enrichment, "ISOBAR_DATA_DIR")).isEqualTo("/data");
        int slots = Integer.parseInt(variable(enrichment, "ISOBAR_DATA_SLOTS"));
        assertThat(enrichment.parameters().get("MaxTasks").path("MaxValue").asInt())
                .as("while tasks are replaced there are twice as many, each with a folder")
                .isLessThanOrEqualTo(slots / 2);
    }

    @Test
    void enrichment_isGivenTheArchiveOnlyIfItHasAnInput() {
        assertThat(variablesWith("WithArchive"))
                .containsOnly(
                        Map.entry("input", "ArchiveInput"),
                        Map.entry("table_name", "${EnvironmentName}:ArchiveTableName"),
                        Map.entry("param_partition_key", "ArchivePartitionKey"),
                        Map.entry("param_sort_key", "ArchiveSortKey"));
        assertThat(Template.read("enrichment-service")
                        .parameters()
                        .get("ArchiveInput")
                        .path("Default")
                        .asString())
                .isEmpty();
    }

    private static Map<String, String> variablesWith(String condition) {
        JsonNode container = task(Template.read("enrichment-service"))
                .path("ContainerDefinitions")
                .path(0);
        return container
                .path("Environment")
                .valueStream()
                .map(variable -> variable.path("Fn::If"))
                .filter(choice -> choice.path(0).asString("").equals(condition))
                .filter(choice -> choice.at("/2/Ref").asString("").equals("AWS::NoValue"))
                .map(choice -> choice.path(1))
                .collect(Collectors.toMap(
                        variable -> variable.path("Name").asString(),
                        variable -> variable.at("/Value/Fn::ImportValue/Fn::Sub")
                                .asString(variable.at("/Value/Ref").asString(""))));
    }

    @Test
    void enrichment_isGivenTheInboxOnlyIfItIsOn() {
        assertThat(variablesWith("WithInbox"))
                .containsOnly(
                        Map.entry("INBOUND_SQS_QUEUE_ARN", "${EnvironmentName}:InboundQueueArn"),
                        Map.entry("OUTBOUND_SQS_QUEUE_ARN", "${EnvironmentName}:OutboundQueueArn"),
                        Map.entry("INBOX_DEAD_LETTER_QUEUE", "${EnvironmentName}:DeadLetterQueueArn"),
                        Map.entry("INBOX_TABLE", "${EnvironmentName}:MessageTableName"),
                        Map.entry("UUID_KEY", "InboxUuidKey"),
                        Map.entry("MESSAGE_ID_KEY", "InboxMessageIdKey"),
                        Map.entry("ISOBAR_INBOX_RETENTION", "InboxRetention"));
    }

    /** What is switched off costs nothing, and imports nothing that could not be changed then. */
    @Test
    void inbox_isOffUnlessItIsAskedFor() {
        Template enrichment = Template.read("enrichment-service");

        assertThat(enrichment.parameters().get("Inbox").path("Default").asString())
                .isEqualTo("off");
        assertThat(enrichment.root().at("/Conditions/WithInbox/Fn::Equals/1").asString())
                .isEqualTo("on");
        assertThat(List.of("ScalingByInbox", "InboxWaits", "InboxDeadLettersWait"))
                .allSatisfy(name -> assertThat(enrichment
                                .resources()
                                .get(name)
                                .path("Condition")
                                .asString(""))
                        .isEqualTo("WithInbox"));
    }

    @Test
    void enrichment_isScaledByTheBacklogOfTheInbox() {
        List<JsonNode> metrics = Template.read("enrichment-service")
                .resources()
                .get("ScalingByInbox")
                .at("/Properties/TargetTrackingScalingPolicyConfiguration/CustomizedMetricSpecification/Metrics")
                .valueStream()
                .toList();

        assertThat(metrics.getFirst()
                        .at("/MetricStat/Metric/Dimensions/0/Value/Fn::ImportValue/Fn::Sub")
                        .asString())
                .isEqualTo("${EnvironmentName}:InboundQueueName");
        assertThat(metrics.getLast().path("Expression").asString()).isEqualTo("waiting / tasks");
    }

    @Test
    void table_ofTheInbox_forgetsByTheAttributeThatTheServiceWrites() {
        JsonNode expiry = Template.read("inbox").resources().get("Messages").at("/Properties/TimeToLiveSpecification");

        assertThat(expiry.path("AttributeName").asString()).isEqualTo("expiresAt");
        assertThat(expiry.path("Enabled").asBoolean()).isTrue();
    }

    /** What the consumer of the queue reads. */
    @Test
    void rule_putsTheWholePayloadIntoAQueueThatLosesNothing() {
        Template enrichment = Template.read("enrichment-service");
        JsonNode rule = enrichment.ofType("AWS::IoT::TopicRule").getFirst().path("TopicRulePayload");

        assertThat(rule.at("/Sql/Fn::Sub").asString())
                .isEqualTo(
                        "SELECT encode(*, 'base64') AS base64Payload, topic() AS topic, timestamp() AS receivedAt FROM '${Topic}'");
        assertThat(rule.path("AwsIotSqlVersion").asString()).isEqualTo("2016-03-23");
        assertThat(rule.at("/ErrorAction/Sqs/QueueUrl/Ref").asString("")).isEqualTo("TelemetryDeadLetters");
        assertThat(enrichment
                        .resources()
                        .get("TelemetryQueue")
                        .at("/Properties/RedrivePolicy/deadLetterTargetArn/Fn::GetAtt")
                        .asString(""))
                .isEqualTo("TelemetryDeadLetters.Arn");
        assertThat(enrichment.parameters().get("Topic").path("Default").asString())
                .isEqualTo("/pressure/data");
    }

    private static JsonNode task(Template template) {
        return template.ofType("AWS::ECS::TaskDefinition").getFirst();
    }

    /** The value of a container's variable, as text or before it is substituted. */
    private static String variable(Template template, String name) {
        return task(template)
                .path("ContainerDefinitions")
                .valueStream()
                .flatMap(container -> container.path("Environment").valueStream())
                .flatMap(Template::chosen)
                .filter(variable -> variable.path("Name").asString().equals(name))
                .map(variable -> variable.path("Value"))
                .map(value -> value.isString()
                        ? value.asString()
                        : value.path("Fn::Sub").asString())
                .findFirst()
                .orElseThrow();
    }
}
