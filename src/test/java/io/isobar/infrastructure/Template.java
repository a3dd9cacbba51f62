package io.isobar.infrastructure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A CloudFormation template, with functions in their long form: {@code !Ref X} is {@code {"Ref": "X"}} and {@code !Sub X} is
 * {@code {"Fn::Sub": "X"}}.
 *
 * @param name that of the file, without its ending
 */
record Template(String name, Path file, JsonNode root) {

    static final Path FOLDER = Path.of("infrastructure");

    /** Reads {@code infrastructure/NAME.yml} below the working directory, which is the project's root. */
    static Template read(String name) {
        Path file = FOLDER.resolve(name + ".yml");
        try {
            Object content = new Yaml(new Functions()).load(Files.readString(file));
            return new Template(name, file, JsonMapper.shared().valueToTree(content));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** By their logical names. */
    Map<String, JsonNode> resources() {
        return byName("Resources");
    }

    Map<String, JsonNode> parameters() {
        return byName("Parameters");
    }

    List<JsonNode> ofType(String type) {
        return resources().values().stream()
                .filter(resource -> resource.path("Type").asString().equals(type))
                .map(resource -> resource.path("Properties"))
                .toList();
    }

    /** The names of all exports, for the environment {@code demo} in stacks named as the scripts name them. */
    List<String> exports() {
        return byName("Outputs").values().stream()
                .map(output -> output.at("/Export/Name/Fn::Sub").asString(""))
                .filter(export -> !export.isEmpty())
                .map(this::inDemo)
                .toList();
    }

    /** The names of all imports, as {@link #exports}. */
    List<String> imports() {
        return everything()
                .map(node -> node.path("Fn::ImportValue"))
                .filter(imported -> !imported.isMissingNode())
                .map(imported -> inDemo(imported.path("Fn::Sub").asString()))
                .toList();
    }

    private String inDemo(String text) {
        return text.replace("${EnvironmentName}", "demo")
                .replace("${NetworkStack}", "demo-network")
                .replace("${AWS::StackName}", "demo-" + name);
    }

    /** Statements of all IAM and resource policies. */
    Stream<JsonNode> statements() {
        return everything()
                .filter(node -> node.path("Statement").isArray())
                .flatMap(policy -> policy.path("Statement").valueStream())
                .flatMap(Template::chosen);
    }

    /** Each of what an {@code Fn::If} chooses from, or the node itself. */
    static Stream<JsonNode> chosen(JsonNode node) {
        JsonNode choice = node.path("Fn::If");
        if (choice.isMissingNode()) return node.has("Ref") ? Stream.empty() : Stream.of(node);
        return choice.valueStream().skip(1).flatMap(Template::chosen);
    }

    /** A value that may be a text or a list of them. */
    static List<String> texts(JsonNode node) {
        return (node.isArray() ? node.valueStream() : Stream.of(node))
                .map(text -> text.isString() ? text.asString() : text.toString())
                .toList();
    }

    /** The default of the parameter that is referred to, or the value itself. */
    String valueOf(JsonNode node) {
        return node.has("Ref")
                ? parameters()
                        .getOrDefault(node.path("Ref").asString(), node)
                        .path("Default")
                        .asString("")
                : node.asString();
    }

    Stream<JsonNode> everything() {
        return below(root);
    }

    static Stream<JsonNode> below(JsonNode node) {
        return Stream.concat(Stream.of(node), node.valueStream().flatMap(Template::below));
    }

    private Map<String, JsonNode> byName(String section) {
        Map<String, JsonNode> named = new TreeMap<>();
        root.path(section).properties().forEach(entry -> named.put(entry.getKey(), entry.getValue()));
        return named;
    }

    @Override
    public String toString() {
        return name;
    }

    /** The short forms of CloudFormation's functions. */
    private static final class Functions extends SafeConstructor {

        Functions() {
            super(new LoaderOptions());
            yamlMultiConstructors.put("!", new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    String name = node.getTag().getValue().substring(1);
                    return Map.of(name.equals("Ref") || name.equals("Condition") ? name : "Fn::" + name, value(node));
                }
            });
        }

        private Object value(Node node) {
            return switch (node) {
                case SequenceNode list -> constructSequence(list);
                case MappingNode map -> constructMapping(map);
                case ScalarNode text -> constructScalar(text);
                default -> throw new IllegalArgumentException("unknown node " + node);
            };
        }
    }
}
