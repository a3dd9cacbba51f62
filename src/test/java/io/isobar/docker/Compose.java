package io.isobar.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.FileSystemResource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code docker/compose.yaml}, its anchors resolved.
 *
 * @param root the whole file
 */
record Compose(JsonNode root) {

    private static final Path SETTINGS = Path.of("src/main/resources/application.yml");

    static Compose read() {
        try {
            Object content = new Yaml(new SafeConstructor(new LoaderOptions()))
                    .load(Files.readString(Path.of("docker/compose.yaml")));
            return new Compose(JsonMapper.shared().valueToTree(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Set<String> serviceNames() {
        return new TreeSet<>(root.path("services").propertyNames());
    }

    Stream<JsonNode> services() {
        return root.path("services").valueStream();
    }

    JsonNode service(String name) {
        return root.path("services").path(name);
    }

    Map<String, String> environment(String service) {
        return service(service)
                .path("environment")
                .propertyStream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, variable -> variable.getValue().asString(), (a, b) -> b, TreeMap::new));
    }

    /**
     * What Isobar takes a variable for: a name that stands in application.yml itself, or the setting whose name Spring makes the
     * variable of; nothing if it takes it for nothing.
     */
    static Optional<String> setting(String variable) {
        try {
            if (Pattern.compile("\\$\\{" + variable + "[:}]")
                    .matcher(Files.readString(SETTINGS))
                    .find()) return Optional.of(variable);
            var yaml = (EnumerablePropertySource<?>) new YamlPropertySourceLoader()
                    .load("yaml", new FileSystemResource(SETTINGS))
                    .getFirst();
            return Stream.of(yaml.getPropertyNames())
                    .filter(name -> variable.equals(
                            name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT)))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
