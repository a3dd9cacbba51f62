package io.isobar.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What holds for every template, beyond what cfn-lint knows. */
class HouseRulesTest {

    /** Types that always hold data. A secret does where it belongs to data, which the list of stacks says. */
    private static final Set<String> DATA = Set.of(
            "AWS::DynamoDB::Table",
            "AWS::EFS::FileSystem",
            "AWS::S3::Bucket",
            "AWS::SQS::Queue",
            "AWS::Timestream::InfluxDBInstance");

    private static final String SECRETS = "AWS::SecretsManager::Secret";

    /** Names that somebody has to know, or that AWS demands; each tells one environment from another. */
    private static final Set<String> NAMES_OF_THE_ENVIRONMENT = Set.of(
            "AWS::DynamoDB::Table TableName",
            "AWS::ECS::Cluster ClusterName",
            "AWS::ServiceDiscovery::PrivateDnsNamespace Name",
            "AWS::Timestream::InfluxDBInstance Name",
            "AWS::CloudFront::OriginAccessControl Name",
            "AWS::CloudFront::VpcOrigin Name");

    /** Names of others, and names below something that is named already. */
    private static final Set<String> OTHER_NAMES = Set.of(
            "AWS::EC2::VPCEndpoint ServiceName",
            "AWS::CloudWatch::Alarm MetricName",
            "AWS::ServiceDiscovery::Service Name",
            "AWS::ApplicationAutoScaling::ScalingPolicy PolicyName");

    private static final Pattern SECRET = Pattern.compile("(?i)passw|pwd|token|secret|credential|private_?key");

    static List<Template> templates() {
        return Stacks.templates();
    }

    @ParameterizedTest
    @MethodSource("templates")
    void logGroups_forgetAfterAWhile(Template template) {
        assertThat(template.ofType("AWS::Logs::LogGroup"))
                .allSatisfy(group -> assertThat(group.at("/RetentionInDays/Ref").asString(""))
                        .isEqualTo("LogRetentionDays"));
        template.ofType("AWS::ECS::TaskDefinition")
                .forEach(task -> assertThat(task.findValues("awslogs-group"))
                        .as("a task's output goes to a log group of the same template")
                        .hasSameSizeAs(
                                task.path("ContainerDefinitions").valueStream().toList())
                        .allSatisfy(group -> assertThat(template.resources())
                                .containsKey(group.path("Ref").asString(""))));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void tables_arePaidByRequestAndCanBeRestored(Template template) {
        assertThat(template.ofType("AWS::DynamoDB::Table")).allSatisfy(table -> {
            assertThat(table.path("BillingMode").asString("")).isEqualTo("PAY_PER_REQUEST");
            assertThat(table.at("/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled")
                            .asBoolean(false))
                    .isTrue();
            assertThat(table.path("DeletionProtectionEnabled").asBoolean(false)).isTrue();
        });
    }

    @ParameterizedTest
    @MethodSource("templates")
    void data_isKeptWhenAStackIsTakenDownOrAResourceReplaced(Template template) {
        Set<String> kept = new TreeSet<>();

        template.resources().forEach((name, resource) -> {
            String type = resource.path("Type").asString();
            String policy = resource.path("DeletionPolicy").asString("");
            assertThat(resource.path("UpdateReplacePolicy").asString(""))
                    .as("UpdateReplacePolicy of %s", name)
                    .isEqualTo(policy);
            if (DATA.contains(type)) assertThat(policy).as(name).isEqualTo("Retain");
            if (type.equals(SECRETS)) assertThat(policy).as(name).isIn("Retain", "Delete");
            if (policy.equals("Retain")) kept.add(type);
        });

        assertThat(kept).isEqualTo(new TreeSet<>(stack(template).keeps()));
    }

    private static Stacks.Stack stack(Template template) {
        return Stacks.all().stream()
                .filter(stack -> stack.name().equals(template.name()))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("templates")
    void secrets_areGeneratedAndNeverWrittenDown(Template template) {
        assertThat(template.ofType(SECRETS))
                .allSatisfy(secret -> assertThat(secret.at("/GenerateSecretString/PasswordLength")
                                .asInt(0))
                        .isGreaterThanOrEqualTo(32));
        template.parameters().forEach((name, parameter) -> {
            if (SECRET.matcher(name).find())
                assertThat(parameter.path("Default").asString("")).as(name).isEmpty();
        });
        Stream<JsonNode> variables = template.ofType("AWS::ECS::TaskDefinition").stream()
                .flatMap(task -> task.path("ContainerDefinitions").valueStream())
                .flatMap(container -> container.path("Environment").valueStream())
                .flatMap(Template::chosen);
        assertThat(variables.map(variable -> variable.path("Name").asString()))
                .noneMatch(name -> SECRET.matcher(name).find());
        assertThat(template.everything().filter(node -> node.has("Password")))
                .allSatisfy(node ->
                        assertThat(node.at("/Password/Fn::Sub").asString("")).startsWith("{{resolve:secretsmanager:"));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void names_leaveRoomForASecondEnvironment(Template template) {
        template.resources().forEach((logicalName, resource) -> {
            String type = resource.path("Type").asString();
            names(resource).forEach((property, value) -> {
                String name = type + " " + property;
                boolean isReference = value.has("Ref") || value.has("Fn::ImportValue") || value.has("Fn::GetAtt");
                if (isReference || OTHER_NAMES.contains(name)) return;
                assertThat(NAMES_OF_THE_ENVIRONMENT).as(logicalName).contains(name);
                assertThat(value.path("Fn::Sub").asString(""))
                        .as(logicalName)
                        .containsPattern("\\$\\{(EnvironmentName|AWS::StackName)}");
            });
        });
    }

    /** What is named in CloudFront is named for the account, so the same environment in another region needs another name. */
    @Test
    void names_inCloudFront_tellRegionsApart() {
        Template template = Template.read("cloudfront-alb");

        assertThat(template.resources().values().stream()
                        .filter(resource -> resource.path("Type").asString().startsWith("AWS::CloudFront::"))
                        .flatMap(resource -> names(resource).values().stream()))
                .hasSize(2)
                .allMatch(name -> name.path("Fn::Sub").asString("").contains("${AWS::Region}"));
    }

    /** Of the resource itself, or of the one object that holds all its properties. */
    private static Map<String, JsonNode> names(JsonNode resource) {
        Map<String, JsonNode> names = new HashMap<>();
        JsonNode properties = resource.path("Properties");
        Stream.concat(
                        Stream.of(properties),
                        Stream.of(
                                properties.path("OriginAccessControlConfig"),
                                properties.path("VpcOriginEndpointConfig")))
                .flatMap(node -> node.properties().stream())
                .filter(property -> property.getKey().endsWith("Name"))
                .forEach(property -> names.put(property.getKey(), property.getValue()));
        return names;
    }

    /** CloudFormation takes no more when a template is sent with the request, as the scripts do. */
    @ParameterizedTest
    @MethodSource("templates")
    void template_isShortEnoughToBeSent(Template template) throws IOException {
        assertThat(Files.size(template.file())).isLessThan(51_200);
    }

    @ParameterizedTest
    @MethodSource("templates")
    void images_arePinned(Template template) {
        template.ofType("AWS::ECS::TaskDefinition").stream()
                .flatMap(task -> task.path("ContainerDefinitions").valueStream())
                .map(container -> container.path("Image"))
                .forEach(image -> {
                    if (image.has("Ref")) {
                        assertThat(template.valueOf(image)).matches("[\\w./-]+:\\d+\\.\\d+\\.\\d+");
                    } else {
                        String tag = image.path("Fn::Sub").asString("").replaceFirst(".*:\\$\\{(\\w+)}$", "$1");
                        assertThat(template.parameters()).containsKey(tag);
                        assertThat("latest")
                                .doesNotMatch(template.parameters()
                                        .get(tag)
                                        .path("AllowedPattern")
                                        .asString());
                    }
                });
    }

    @Test
    void parameters_withoutADefaultAreGivenByTheScriptsOrExplainedInTheExample() throws IOException {
        Set<String> explained = Files.readAllLines(Template.FOLDER.resolve("parameters/demo.conf")).stream()
                .filter(line -> line.matches("#?\\w+=.*"))
                .map(line -> line.replaceFirst("#?(\\w+)=.*", "$1"))
                .collect(Collectors.toSet());
        Set<String> given = Set.of("EnvironmentName", "NetworkStack", "ChronografIsOpen");

        for (Template template : templates()) {
            assertThat(template.parameters().entrySet().stream()
                            .filter(parameter -> !parameter.getValue().has("Default"))
                            .map(Map.Entry::getKey)
                            .filter(name -> !given.contains(name)))
                    .as(template.name())
                    .allMatch(explained::contains);
        }
        assertThat(templates().stream().flatMap(template -> template.parameters().keySet().stream()))
                .containsAll(explained);
    }
}
