package io.isobar.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.cloudwatch.CloudWatchMetrics;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Alarms, scaling and the dashboard ask for metrics that the service publishes, for nothing says so if they do not. */
class MetricNamesTest {

    private static final String NAMESPACE = "Isobar/${EnvironmentName}";

    /** What the service publishes, and its dimension if it has one. */
    private static final Set<String> PUBLISHED = CloudWatchMetrics.NAMES.stream()
            .map(name -> name.startsWith("isobar.metadata.lookups.") ? name + " " + CloudWatchMetrics.DIMENSION : name)
            .collect(Collectors.toUnmodifiableSet());

    private static final Set<String> RESULTS = Set.of("hit", "miss", "stale", "negative", "error");

    static List<Template> templates() {
        return Stacks.templates();
    }

    @ParameterizedTest
    @MethodSource("templates")
    void metrics_arePublished(Template template) {
        assertThat(template.everything()
                        .filter(node -> node.has("MetricName"))
                        .filter(node ->
                                node.at("/Namespace/Fn::Sub").asString("").startsWith("Isobar/"))
                        .peek(node -> assertThat(node.at("/Namespace/Fn::Sub").asString())
                                .isEqualTo(NAMESPACE))
                        .map(MetricNamesTest::nameAndDimensions))
                .allMatch(PUBLISHED::contains);
    }

    private static String nameAndDimensions(JsonNode metric) {
        String dimensions = metric.path("Dimensions")
                .valueStream()
                .map(dimension -> " " + dimension.path("Name").asString())
                .collect(Collectors.joining());
        return metric.path("MetricName").asString() + dimensions;
    }

    @Test
    void alarms_askForIsobarsMetrics() {
        assertThat(templates().stream()
                        .flatMap(template -> template.ofType("AWS::CloudWatch::Alarm").stream())
                        .filter(alarm ->
                                alarm.at("/Namespace/Fn::Sub").asString("").equals(NAMESPACE)))
                .hasSizeGreaterThan(5);
    }

    @Test
    void dashboard_asksForMetricsThatArePublished() {
        JsonNode body = dashboard();

        Set<String> shown = new TreeSet<>();
        Template.below(body.path("widgets"))
                .filter(node -> node.isArray() && node.path(0).asString("").equals(NAMESPACE))
                .forEach(metric -> {
                    String dimension = metric.size() > 3 ? " " + metric.path(2).asString() : "";
                    if (!dimension.isEmpty())
                        assertThat(RESULTS).contains(metric.path(3).asString());
                    shown.add(metric.path(1).asString() + dimension);
                });

        assertThat(PUBLISHED).containsAll(shown);
        assertThat(shown).hasSizeGreaterThan(10);
    }

    @Test
    void dashboard_hasNoWidgetsOverOneAnother() {
        List<JsonNode> widgets = dashboard().path("widgets").valueStream().toList();

        assertThat(widgets.stream().map(widget -> widget.path("x") + " " + widget.path("y")))
                .doesNotHaveDuplicates();
        assertThat(widgets)
                .allMatch(widget ->
                        widget.path("x").asInt() + widget.path("width").asInt() <= 24);
    }

    private static JsonNode dashboard() {
        String body = Template.read("observability")
                .ofType("AWS::CloudWatch::Dashboard")
                .getFirst()
                .at("/DashboardBody/Fn::Sub")
                .asString();
        assertThat(Pattern.compile("\\$\\{([^}]*)}").matcher(body).results().map(match -> match.group(1)))
                .allMatch(Set.of("EnvironmentName", "AWS::Region")::contains);
        return JsonMapper.shared().readTree(body);
    }
}
