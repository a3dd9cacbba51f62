package io.isobar.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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

        assertThat(allowed).isEqualTo(named("What the service may do"));
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
