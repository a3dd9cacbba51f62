package io.isobar.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProvisioningTest {

    private static final Path GRAFANA = Path.of("grafana");
    private static final Path PROVISIONING = GRAFANA.resolve("provisioning");

    private final List<JsonNode> dataSources = Stream.of("influxdb.yaml", "prometheus.yaml")
            .map(name -> yaml(PROVISIONING.resolve("datasources").resolve(name)))
            .flatMap(file -> file.path("datasources").valueStream())
            .toList();

    @Test
    void dataSources_areAllThatTheDashboardUses() {
        Set<Map.Entry<String, String>> provisioned =
                dataSources.stream().map(ProvisioningTest::reference).collect(Collectors.toSet());

        assertThat(Dashboard.read().root().findValues("datasource"))
                .isNotEmpty()
                .allSatisfy(used -> assertThat(provisioned).contains(reference(used)));
    }

    @Test
    void dataSource_ofTheReadings_isCalledInfluxDbAndAsksTheTelemetryDatabaseInInfluxQl() {
        JsonNode influx = dataSources.getFirst();

        assertThat(influx.path("name").asString()).isEqualTo("InfluxDB");
        assertThat(influx.at("/jsonData/dbName").asString()).isEqualTo("telemetry");
        assertThat(influx.at("/jsonData/version").asString()).isEqualTo("InfluxQL");
    }

    @Test
    void dataSources_takeAddressesAndSecretsFromTheEnvironment() {
        assertThat(dataSources).hasSize(2).allSatisfy(source -> {
            assertThat(source.path("url").asString()).startsWith("$");
            assertThat(source.path("editable").asBoolean(true)).isFalse();
            assertThat(source.path("secureJsonData").valueStream())
                    .allMatch(secret -> secret.asString().startsWith("$"));
        });
    }

    @Test
    void environmentVariables_areWrittenWithoutBracesAndExplained() throws IOException {
        String readme = Files.readString(GRAFANA.resolve("README.md"));

        assertThat(dataSources.stream().map(JsonNode::toString))
                .noneMatch(source -> source.contains("${"))
                .flatMap(source -> Pattern.compile("\\$(\\w+)")
                        .matcher(source)
                        .results()
                        .map(found -> found.group(1))
                        .toList())
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(readme).contains("`" + variable + "`"));
    }

    @Test
    void files_areOfTheVersionThatGrafanaReads() throws IOException {
        try (Stream<Path> files = Files.walk(PROVISIONING)) {
            assertThat(files.filter(Files::isRegularFile))
                    .hasSize(3)
                    .allMatch(file -> yaml(file).path("apiVersion").asInt(0) == 1);
        }
    }

    @Test
    void dashboards_areReadFromAFolderAndKeptAsTheyAre() {
        JsonNode provider =
                yaml(PROVISIONING.resolve("dashboards/telemetry.yaml")).at("/providers/0");

        assertThat(provider.path("type").asString()).isEqualTo("file");
        assertThat(provider.at("/options/path").asString()).isEqualTo("/var/lib/grafana/dashboards");
        assertThat(provider.path("allowUiUpdates").asBoolean(true)).isFalse();
    }

    private static Map.Entry<String, String> reference(JsonNode source) {
        return Map.entry(source.path("type").asString(), source.path("uid").asString());
    }

    private static JsonNode yaml(Path file) {
        try {
            Object content = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
            return JsonMapper.shared().valueToTree(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
