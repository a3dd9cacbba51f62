package io.isobar.grafana;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A dashboard file of Grafana's classic model: its panels, its variables, and what it asks its data sources. */
public final class Dashboard {

    /** The choice of every value of a variable: what Grafana stores for it. */
    public static final String ALL = "$__all";

    private static final Path FILE = Path.of("grafana", "dashboards", "dashboard.json");
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{(\\w+)[^}]*})");
    private static final Pattern SPECIAL_IN_REGEX = Pattern.compile("[\\\\^$*+?.()|\\[\\]{}/]");

    /** The parts of a PromQL expression that name no metric: strings, selectors, ranges, groupings. */
    private static final Pattern NO_METRIC = Pattern.compile("\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]"
            + "|\\b(?:by|without|on|ignoring|group_left|group_right)\\b\\s*(?:\\([^)]*\\))?");

    /** A name that is not called like a function. */
    private static final Pattern NAME = Pattern.compile("(?<![\\w:.])[a-zA-Z_:][\\w:]*+(?!\\s*\\()");

    private static final Set<String> PROMQL_WORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

    private final JsonNode root;

    private Dashboard(JsonNode root) {
        this.root = root;
    }

    /**
     * A query as it stands in the file, variables and all.
     *
     * @param asker the title of the panel or the name of the variable, for messages
     * @param part the refId within the panel, empty for a variable
     */
    public record Query(String asker, String part, String text) {

        @Override
        public String toString() {
            return part.isEmpty() ? "variable " + asker : "panel '" + asker + "' " + part;
        }
    }

    /** Reads {@code grafana/dashboards/dashboard.json} below the working directory, which is the project's root. */
    public static Dashboard read() {
        return new Dashboard(JsonMapper.shared().readTree(FILE));
    }

    public JsonNode root() {
        return root;
    }

    /** Every panel, rows included, and also those that a collapsed row holds. */
    public List<JsonNode> panels() {
        return root.path("panels")
                .valueStream()
                .flatMap(panel ->
                        Stream.concat(Stream.of(panel), panel.path("panels").valueStream()))
                .toList();
    }

    /** The variables in the order of the file, which is the order in which one may use another. */
    public List<JsonNode> variables() {
        return root.path("templating").path("list").valueStream().toList();
    }

    /** Every InfluxQL query, of the variables first. */
    public List<Query> influxQueries() {
        Stream<Query> ofVariables = variables().stream()
                .filter(variable -> isFrom("influxdb", variable))
                .map(variable -> new Query(
                        variable.path("name").asString(),
                        "",
                        variable.at("/query/query").asString()));
        return Stream.concat(ofVariables, targets("influxdb", "query")).toList();
    }

    /** Every PromQL query. */
    public List<Query> prometheusQueries() {
        return targets("prometheus", "expr").toList();
    }

    /** All metrics that a panel asks Prometheus for, named as in a scrape: {@code …_total}, {@code …_bucket}. */
    public Set<String> prometheusMetricNames() {
        return prometheusQueries().stream()
                .flatMap(query -> metricNames(query.text()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Stream<String> metricNames(String promQl) {
        return NAME.matcher(NO_METRIC.matcher(promQl).replaceAll(" "))
                .results()
                .map(MatchResult::group)
                .filter(name -> !PROMQL_WORDS.contains(name.toLowerCase(Locale.ROOT)));
    }

    /** The names after the {@code $} in a text, in the order of their use. */
    static List<String> variablesIn(String text) {
        return VARIABLE.matcher(text).results().map(Dashboard::name).toList();
    }

    /**
     * The InfluxQL text that Grafana sends. As its InfluxDB data source does it: the time range is inclusive and in
     * milliseconds, values are escaped for a regular expression, several become {@code (a|b)}, and "All" becomes the
     * variable's own {@code allValue}, which is not escaped.
     *
     * @param chosen values by the name of the variable; a variable that is missing here stands at "All"
     * @throws IllegalArgumentException if the query uses a variable that neither the dashboard nor Grafana defines
     */
    public String substitute(Query query, Map<String, List<String>> chosen, Instant from, Instant to) {
        Function<String, String> value = name -> switch (name) {
            case "timeFilter" -> "time >= %dms and time <= %dms".formatted(from.toEpochMilli(), to.toEpochMilli());
            case "__interval" -> "5s";
            case "__interval_ms" -> "5000";
            default -> chosenValue(query, name, chosen.getOrDefault(name, List.of(ALL)));
        };
        return VARIABLE.matcher(query.text()).replaceAll(found -> Matcher.quoteReplacement(value.apply(name(found))));
    }

    private String chosenValue(Query query, String name, List<String> values) {
        JsonNode variable = variables().stream()
                .filter(candidate -> candidate.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(query + " uses $" + name + ", which is not defined"));
        if (values.equals(List.of(ALL))) return variable.path("allValue").asString();
        List<String> escaped = values.stream().map(Dashboard::escaped).toList();
        return escaped.size() == 1 ? escaped.getFirst() : "(" + String.join("|", escaped) + ")";
    }

    private static String escaped(String value) {
        return SPECIAL_IN_REGEX.matcher(value).replaceAll(found -> Matcher.quoteReplacement("\\" + found.group()));
    }

    private static String name(MatchResult found) {
        return found.group(1) != null ? found.group(1) : found.group(2);
    }

    private Stream<Query> targets(String type, String field) {
        return panels().stream()
                .flatMap(panel -> panel.path("targets")
                        .valueStream()
                        .filter(target -> isFrom(type, target))
                        .map(target -> new Query(
                                panel.path("title").asString(),
                                target.path("refId").asString(),
                                target.path(field).asString())));
    }

    private static boolean isFrom(String type, JsonNode node) {
        return node.at("/datasource/type").asString().equals(type);
    }
}
