package io.isobar.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Who may do what. */
class PermissionsTest {

    /**
     * Actions that AWS lets be granted for all resources only: signing in to ECR has no resource, and neither has a metric, for
     * which a condition on its namespace stands in.
     */
    private static final Set<String> WITHOUT_RESOURCE = Set.of("ecr:GetAuthorizationToken", "cloudwatch:PutMetricData");

    static List<Template> templates() {
        return Stacks.templates();
    }

    @ParameterizedTest
    @MethodSource("templates")
    void statement_allowsNamedActionsOnly(Template template) {
        assertThat(allowing(template).flatMap(statement -> Template.texts(statement.path("Action")).stream()))
                .allMatch(action -> action.matches("[a-z0-9-]+:[A-Z]\\w+"))
                .noneMatch(action -> action.contains("*"));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void statement_isAboutNamedResources(Template template) {
        allowing(template).filter(statement -> statement.has("Resource")).forEach(statement -> {
            List<String> resources = Template.texts(statement.path("Resource"));
            if (resources.contains("*")) {
                assertThat(Template.texts(statement.path("Action"))).isSubsetOf(WITHOUT_RESOURCE);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("templates")
    void statement_thatAllowsNamesAPrincipal(Template template) {
        assertThat(allowing(template)
                        .map(statement -> statement.path("Principal").toString()))
                .noneMatch(principal -> principal.contains("*"));
    }

    /** Nobody else's account can have a service act for it. */
    @ParameterizedTest
    @MethodSource("templates")
    void roles_areTakenForThisAccountOnly(Template template) {
        assertThat(template.ofType("AWS::IAM::Role"))
                .allSatisfy(role -> assertThat(
                                role.at("/AssumeRolePolicyDocument/Statement").valueStream())
                        .allSatisfy(statement -> assertThat(statement
                                        .at("/Condition/StringEquals/aws:SourceAccount/Ref")
                                        .asString(""))
                                .isEqualTo("AWS::AccountId")));
    }

    @Test
    void enrichment_mayPublishMetricsInItsOwnNamespaceOnly() {
        assertThat(allowing(Template.read("enrichment-service"))
                        .filter(statement ->
                                Template.texts(statement.path("Action")).contains("cloudwatch:PutMetricData")))
                .hasSize(1)
                .allSatisfy(statement -> assertThat(statement
                                .at("/Condition/StringEquals/cloudwatch:namespace/Fn::Sub")
                                .asString(""))
                        .isEqualTo("Isobar/${EnvironmentName}"));
    }

    @Test
    void enrichment_mayDoWhatTheReadmeSaysAndNoMore() throws IOException {
        JsonNode role = Template.read("enrichment-service").resources().get("TaskRole");

        Set<String> allowed = new TreeSet<>();
        role.at("/Properties/Policies")
                .valueStream()
                .flatMap(policy -> policy.at("/PolicyDocument/Statement").valueStream())
                .flatMap(Template::chosen)
                .forEach(statement -> allowed.addAll(Template.texts(statement.path("Action"))));
        for (String stack : List.of("inbox", "archive")) {
            allowing(Template.read(stack))
                    .forEach(statement -> allowed.addAll(Template.texts(statement.path("Action"))));
        }

        assertThat(role.at("/Properties/ManagedPolicyArns").valueStream())
                .extracting(policy -> policy.at("/Fn::If/0").asString() + " "
                        + policy.at("/Fn::If/1/Fn::ImportValue/Fn::Sub").asString() + " "
                        + policy.at("/Fn::If/2/Ref").asString())
                .containsExactly(
                        "WithInbox ${EnvironmentName}:InboxPolicyArn AWS::NoValue",
                        "WithArchive ${EnvironmentName}:ArchivePolicyArn AWS::NoValue");
        assertThat(allowed).isEqualTo(named("What the service may do"));
    }

    @Test
    void inbox_isTakenFromItsQueueAndPutIntoTheOthers() {
        Template inbox = Template.read("inbox");

        assertThat(about(inbox, "InboundQueue"))
                .containsExactlyInAnyOrder(
                        "sqs:ReceiveMessage",
                        "sqs:DeleteMessage",
                        "sqs:ChangeMessageVisibility",
                        "sqs:GetQueueAttributes");
        assertThat(about(inbox, "OutboundQueue")).containsExactly("sqs:SendMessage");
        assertThat(about(inbox, "DeadLetterQueue")).containsExactly("sqs:SendMessage");
        assertThat(about(inbox, "Messages"))
                .containsExactlyInAnyOrder(
                        "dynamodb:BatchWriteItem",
                        "dynamodb:GetItem",
                        "dynamodb:Query",
                        "dynamodb:Scan",
                        "dynamodb:DeleteItem");
    }

    /** A queue that was there already is in the place of the one that would be made. */
    @Test
    void inbox_withAQueueThatWasThere_mayDoTheSameWithIt() {
        List<JsonNode> chosen = allowing(Template.read("inbox"))
                .flatMap(statement -> Template.below(statement.path("Resource")))
                .map(node -> node.path("Fn::If"))
                .filter(choice -> !choice.isMissingNode())
                .toList();

        assertThat(chosen.stream().map(choice -> choice.at("/2/Ref").asString("")))
                .containsExactly("InboundQueueArn", "OutboundQueueArn");
        assertThat(chosen.stream().map(choice -> choice.at("/0").asString("")))
                .containsExactly("MakesInbound", "MakesOutbound");
    }

    /** The actions that statements about a resource of the template allow. */
    private static List<String> about(Template template, String resource) {
        return allowing(template)
                .filter(statement -> Template.below(statement.path("Resource"))
                        .anyMatch(node -> node.path("Fn::GetAtt").asString("").equals(resource + ".Arn")))
                .flatMap(statement -> Template.texts(statement.path("Action")).stream())
                .toList();
    }

    /** Without the inbox it only listens. */
    @Test
    void certificate_mayDoMoreOnlyWithInboxOrArchive() {
        List<JsonNode> statements = iotStatements();

        List<JsonNode> always =
                statements.stream().filter(node -> !node.has("Fn::If")).toList();
        List<JsonNode> inbox = onlyWith("WithInbox", statements);
        List<JsonNode> archive = onlyWith("WithArchive", statements);

        assertThat(always.stream().map(PermissionsTest::onTopics))
                .containsExactly(
                        "iot:Connect client/${EnvironmentName}-enrichment-*",
                        "iot:Subscribe topicfilter/$share/${ShareGroup}/${Topic}",
                        "iot:Receive topic/${Topic} topic/$share/${ShareGroup}/${Topic}");
        assertThat(inbox.stream().map(PermissionsTest::onTopics))
                .containsExactly(
                        "iot:Subscribe topicfilter/$share/${ShareGroup}/request/*",
                        "iot:Receive topic/request/* topic/$share/${ShareGroup}/request/*",
                        "iot:Publish topic/response/* topic/notification/*");
        assertThat(archive.stream().map(PermissionsTest::onTopics))
                .containsExactly(
                        "iot:Subscribe topicfilter/$share/${ShareGroup}/${ArchiveInput}",
                        "iot:Receive topic/${ArchiveTopics} topic/$share/${ShareGroup}/${ArchiveTopics}");
        assertThat(statements).hasSize(always.size() + inbox.size() + archive.size());
    }

    private static List<JsonNode> onlyWith(String condition, List<JsonNode> statements) {
        return statements.stream()
                .map(node -> node.path("Fn::If"))
                .filter(choice -> choice.path(0).asString("").equals(condition))
                .filter(choice -> choice.at("/2/Ref").asString("").equals("AWS::NoValue"))
                .map(choice -> choice.path(1))
                .toList();
    }

    private static List<JsonNode> iotStatements() {
        return Template.read("enrichment-service")
                .ofType("AWS::IoT::Policy")
                .getFirst()
                .at("/PolicyDocument/Statement")
                .valueStream()
                .toList();
    }

    /** The action and its resources, these without what comes before their kind. */
    private static String onTopics(JsonNode statement) {
        JsonNode resource = statement.path("Resource");
        Stream<JsonNode> resources = resource.isArray() ? resource.valueStream() : Stream.of(resource);
        return statement.path("Action").asString() + " "
                + resources
                        .map(one -> one.path("Fn::Sub").asString().replaceFirst(".*\\$\\{AWS::AccountId}:", ""))
                        .collect(Collectors.joining(" "));
    }

    @Test
    void archive_mayOnlyBeWritten() {
        assertThat(allowing(Template.read("archive"))
                        .flatMap(statement -> Template.texts(statement.path("Action")).stream()))
                .containsExactly("dynamodb:BatchWriteItem");
    }

    /** The actions in a section of the README, where they stand as code. */
    private static Set<String> named(String heading) throws IOException {
        String readme = Files.readString(Template.FOLDER.resolve("README.md"));
        String section = readme.split("\n## " + heading + "\n", 2)[1].split("\n## ", 2)[0];
        Set<String> actions = new TreeSet<>();
        Pattern.compile("`([a-z]+:[A-Z]\\w+)`")
                .matcher(section)
                .results()
                .map((MatchResult match) -> match.group(1))
                .forEach(actions::add);
        return actions;
    }

    private static Stream<JsonNode> allowing(Template template) {
        return template.statements()
                .filter(statement -> statement.path("Effect").asString().equals("Allow"));
    }
}
