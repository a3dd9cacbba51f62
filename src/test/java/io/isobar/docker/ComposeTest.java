package io.isobar.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ComposeTest {

    /** Variables of others than Isobar's own settings. */
    private static final Set<String> FOREIGN =
            Set.of("AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "SPRING_CONFIG_IMPORT");

    private final Compose compose = Compose.read();

    @Test
    void images_arePinnedOrBuiltHere() {
        assertThat(compose.services()).isNotEmpty().allSatisfy(service -> {
            if (service.has("build")) {
                assertThat(Path.of("docker", service.at("/build/context").asString()))
                        .exists();
                assertThat(Path.of(service.at("/build/dockerfile").asString())).exists();
            } else if (!builtHere().contains(service.path("image").asString())) {
                assertThat(service.path("image").asString()).matches(DockerfileTest.PINNED);
            }
        });
    }

    /** With the containerd image store, the second of two builds of a name that end at once fails: "already exists". */
    @Test
    void images_areBuiltOnce() {
        assertThat(builtHere()).isNotEmpty().doesNotHaveDuplicates();
    }

    private List<String> builtHere() {
        return compose.services()
                .filter(service -> service.has("build"))
                .map(service -> service.path("image").asString())
                .toList();
    }

    @Test
    void image_ofGrafana_isTheOneThatTheImageForElsewhereIsMadeOf() {
        assertThat(Dockerfile.read(Path.of("docker/grafana/Dockerfile"))
                        .last("FROM")
                        .arguments())
                .isEqualTo(compose.service("grafana").path("image").asString());
    }

    @Test
    void ports_areOfLoopbackAlone() {
        assertThat(compose.services().flatMap(service -> service.path("ports").valueStream()))
                .hasSize(6)
                .allMatch(port -> port.asString().startsWith("127.0.0.1:"));
    }

    @Test
    void mounts_areOfFilesThatAreThereOrOfVolumesThatAreDeclared() {
        Set<String> declared = Set.copyOf(compose.root().path("volumes").propertyNames());
        List<String> sources = mounts().map(mount -> mount.split(":")[0]).toList();

        assertThat(sources)
                .filteredOn(source -> source.startsWith("."))
                .isNotEmpty()
                .allSatisfy(source -> assertThat(Path.of("docker", source)).exists());
        assertThat(sources.stream().filter(source -> !source.startsWith(".")).collect(Collectors.toSet()))
                .isEqualTo(declared);
    }

    @Test
    void mounts_ofFilesAndPasswords_areReadOnlyButForWhoMakesThem() {
        assertThat(compose.serviceNames().stream().filter(name -> !name.equals("secrets")))
                .flatMap(name -> mounts(compose.service(name)).toList())
                .filteredOn(mount -> mount.startsWith(".") || mount.startsWith("secrets"))
                .isNotEmpty()
                .allMatch(mount -> mount.endsWith(":ro"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"isobar", "simulator"})
    void variables_areSettingsOfIsobar(String service) {
        assertThat(compose.environment(service).keySet().stream().filter(variable -> !FOREIGN.contains(variable)))
                .isNotEmpty()
                .allSatisfy(variable ->
                        assertThat(Compose.setting(variable)).as(variable).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"isobar", "simulator"})
    void isobar_isNotRootAndWritesToItsVolumesAlone(String name) {
        JsonNode service = compose.service(name);

        assertThat(service.path("user").asString())
                .isEqualTo(Dockerfile.ofIsobar().last("USER").arguments());
        assertThat(service.path("read_only").asBoolean(false)).isTrue();
        assertThat(service.at("/cap_drop/0").asString()).isEqualTo("ALL");
        assertThat(Stream.concat(mounts(service).map(mount -> mount.split(":")[1]), strings(service.path("tmpfs"))))
                .map(mount -> mount.split(":")[0])
                .containsExactlyInAnyOrder("/data", "/tmp", "/secrets");
    }

    /** A tmpfs belongs to root and has the mode of the folder that it covers; /tmp of the image may be written to by all. */
    @Test
    void memory_mountedOverAFolderOfTheUser_belongsToTheUser() {
        String[] user = Dockerfile.ofIsobar().last("USER").arguments().split(":");

        assertThat(compose.services().flatMap(service -> strings(service.path("tmpfs"))))
                .filteredOn(mount -> !mount.equals("/tmp"))
                .isNotEmpty()
                .allSatisfy(mount -> assertThat(mount).contains("uid=" + user[0], "gid=" + user[1]));
    }

    /** The keys of DynamoDB Local, which takes any, are none. */
    @Test
    void secrets_areNowhereWrittenDown() {
        assertThat(compose.serviceNames())
                .flatMap(name -> compose.environment(name).entrySet())
                .filteredOn(variable -> variable.getKey().matches(".*(PASSWORD|PWD|SECRET|TOKEN|KEY).*"))
                .allMatch(variable -> variable.getValue().startsWith("/secrets/")
                        || variable.getValue().equals("local"));
    }

    @Test
    void dependencies_canBeFulfilled() {
        assertThat(compose.services())
                .flatMap(service -> service.path("depends_on").propertyStream().toList())
                .isNotEmpty()
                .allSatisfy(this::canBeFulfilled);
    }

    private void canBeFulfilled(Map.Entry<String, JsonNode> dependency) {
        JsonNode other = compose.service(dependency.getKey());
        switch (dependency.getValue().path("condition").asString()) {
            // Isobar's is in its image.
            case "service_healthy" ->
                assertThat(other.has("healthcheck") || other.has("build")).isTrue();
            case "service_completed_successfully" ->
                assertThat(other.has("restart")).isFalse();
            default -> throw new AssertionError(dependency + " does not wait for anything");
        }
    }

    @Test
    void prometheus_scrapesIsobarWhereItListens() throws IOException {
        assertThat(Files.readString(Path.of("docker/prometheus/prometheus.yml")))
                .contains("[\"isobar:" + Dockerfile.ofIsobar().last("EXPOSE").arguments() + "\"]")
                .contains("metrics_path: /actuator/prometheus");
    }

    @Test
    void grafana_opensOnTheDashboardWithAllThatItsDataSourcesAskFor() {
        Map<String, String> environment = compose.environment("grafana");

        assertThat(environment)
                .containsKeys("INFLUX_URL", "INFLUX_USERNAME", "PROMETHEUS_URL")
                .containsEntry(
                        "GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH", "/var/lib/grafana/dashboards/dashboard.json");
        assertThat(mounts(compose.service("grafana")))
                .contains(
                        "../grafana/dashboards:/var/lib/grafana/dashboards:ro",
                        "../grafana/provisioning:/etc/grafana/provisioning:ro");
        assertThat(Dockerfile.read(Path.of("docker/grafana/Dockerfile"))
                        .last("ENV")
                        .arguments())
                .contains("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH="
                        + environment.get("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"));
    }

    private Stream<String> mounts() {
        return compose.services().flatMap(ComposeTest::mounts);
    }

    private static Stream<String> mounts(JsonNode service) {
        return strings(service.path("volumes"));
    }

    private static Stream<String> strings(JsonNode list) {
        return list.valueStream().map(JsonNode::asString);
    }
}
