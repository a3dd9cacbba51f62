package io.isobar;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.FileSystemResource;

/** The settings are written down three times, for the program, the operator and the reader: all three must be equal. */
class SettingsTest {

    private static final Path YAML = Path.of("src/main/resources/application.yml");
    private static final Pattern ROW = Pattern.compile("^\\| `(isobar\\.[a-z.-]+)` (?:\\[[^]]*] )?\\| ([^|]*) \\|.*");

    @Test
    void applicationYml_listsTheDefaultOfEveryRecord() throws IOException {
        assertThat(inYaml()).isEqualTo(inRecords());
    }

    @Test
    void groups_areThoseOfTheRecords() {
        assertThat(Stream.of(IsobarProperties.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .map(DataObjectPropertyName::toDashedForm))
                .containsExactlyInAnyOrderElementsOf(inRecords().keySet().stream()
                        .map(name -> name.split("\\.")[1])
                        .collect(Collectors.toSet()));
    }

    @Test
    void readme_listsTheDefaultOfEveryRecord() throws IOException {
        Map<String, String> inReadme = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("README.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches())
                inReadme.put(
                        row.group(1),
                        row.group(2).equals("none") ? "" : row.group(2).replace("`", ""));
        }

        assertThat(inReadme).isEqualTo(inRecords());
    }

    @Test
    void applicationYml_hasAOneLineCommentOnEverySetting() throws IOException {
        List<String> lines = Files.readAllLines(YAML);
        List<String> own = lines.subList(lines.indexOf("isobar:"), lines.indexOf("spring:"));

        for (int i = 1; i < own.size(); i++) {
            boolean isValue = own.get(i).matches("\\s+[a-z-]+: .+");
            if (isValue) assertThat(own.get(i - 1)).as(own.get(i)).matches("\\s+# .+\\.");
        }
    }

    private static Map<String, String> inYaml() throws IOException {
        var yaml = (EnumerablePropertySource<?>) new YamlPropertySourceLoader()
                .load("yaml", new FileSystemResource(YAML))
                .getFirst();
        StandardEnvironment nothingElse = new StandardEnvironment();
        nothingElse
                .getPropertySources()
                .forEach(source -> nothingElse.getPropertySources().remove(source.getName()));
        nothingElse.getPropertySources().addLast(yaml);
        Map<String, String> settings = new TreeMap<>();
        for (String name : yaml.getPropertyNames()) {
            if (name.startsWith("isobar.")) settings.put(name, nothingElse.getProperty(name));
        }
        return settings;
    }

    private static Map<String, String> inRecords() {
        Map<String, String> settings = new TreeMap<>();
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.isobar").stream()
                        .filter(type -> type.isAnnotatedWith(ConfigurationProperties.class))
                        .filter(type -> !type.isEquivalentTo(IsobarProperties.class))
                        .map(type -> type.reflect())
                        .forEach(type -> add(
                                settings,
                                type,
                                type.getAnnotation(ConfigurationProperties.class)
                                        .prefix()));
        return settings;
    }

    private static void add(Map<String, String> settings, Class<?> type, String prefix) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "."
                    + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase();
            String[] value = defaultOf(type, component);
            if (component.getType().isRecord() && value.length == 0) {
                add(settings, component.getType(), name);
            } else {
                settings.put(name, String.join(",", value));
            }
        }
    }

    /** The annotation is on the parameters of the record's constructor alone. That of a list or of more settings has no value. */
    private static String[] defaultOf(Class<?> type, RecordComponent component) {
        for (var parameter : type.getDeclaredConstructors()[0].getParameters()) {
            if (parameter.getName().equals(component.getName())) {
                return parameter.getAnnotation(DefaultValue.class).value();
            }
        }
        throw new AssertionError("no default of " + component);
    }
}
