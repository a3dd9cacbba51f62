package io.isobar.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.local.DynamoDbLocal;
import io.isobar.local.Http;
import io.isobar.local.Influxd;
import io.isobar.local.Isobar;
import io.isobar.local.Mosquitto;
import io.isobar.local.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tools.jackson.databind.JsonNode;

/**
 * What {@code compose.yaml} starts, on this machine: its scripts and configurations with real servers, the packaged service with
 * the variables of its containers. Only names and ports of the servers are others. Grafana and Prometheus are left out.
 */
class ComposeIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Path SCRIPTS = Path.of("docker/init").toAbsolutePath();

    @TempDir
    Path folder;

    private final Compose compose = Compose.read();
    private Mosquitto broker;
    private Influxd influxd;
    private DynamoDbLocal dynamoDb;

    @BeforeEach
    void startServers() throws Exception {
        for (String volume : volumes()) Files.createDirectories(volume(volume));
        makeSecrets();
        int port = Ports.free();
        broker = Mosquitto.start(Files.createDirectories(folder.resolve("broker")), port, brokerConfiguration(port));
        influxd = Influxd.start(folder.resolve("influxd"), Ports.free(), true);
        dynamoDb = DynamoDbLocal.start();
    }

    @AfterEach
    void stopServers() {
        if (dynamoDb != null) dynamoDb.close();
        if (influxd != null) influxd.close();
        if (broker != null) broker.close();
    }

    @Test
    void up_simulatedReadingsBecomePointsThatGrafanaMayReadAndNobodyElse() throws Exception {
        makeTableAndUsers();
        Path data = Files.createDirectories(folder.resolve("data"));
        try (Isobar bridge = Isobar.start(data, settings("isobar", "isobar"))) {
            await().atMost(PATIENCE).until(bridge::isReady);
            Path devices = Files.createDirectories(folder.resolve("devices"));
            try (Isobar simulator = Isobar.start(devices, settings("simulator", "simulator"))) {
                await().atMost(PATIENCE).until(() -> sensors() == 20);
                assertThat(simulator.metric("isobar_received_total")).isZero();
                assertThat(simulator.log()).doesNotContain("WARN", "ERROR");
            }

            assertThat(bridge.metric("isobar_parked_total")).isZero();
            assertThat(asGrafana("SELECT * FROM telemetry..pressure LIMIT 1").toString())
                    .contains("Acme Devices Ltd.");
            assertThat(writing("grafana")).isEqualTo(403);
            assertThat(writing("nobody")).isEqualTo(401);
            assertThat(Http.status("GET", bridge.url().resolve("/api/parked"))).isEqualTo(401);
            String token = "Bearer " + Files.readString(volume("isobar").resolve("ISOBAR_API_TOKEN"));
            assertThat(Http.status("GET", bridge.url().resolve("/api/parked"), "Authorization", token))
                    .isEqualTo(200);
        }
    }

    @Test
    void up_again_keepsPasswordsTableAndUsers() throws Exception {
        makeTableAndUsers();
        Map<String, String> first = secrets();
        dynamoDb.put(table(), Map.of("metakey", "123456789", "manufacturer", "You"));

        makeSecrets();
        makeTableAndUsers();

        assertThat(secrets())
                .isEqualTo(first)
                .hasSize(7)
                .allSatisfy((name, secret) -> assertThat(secret).matches("[A-Za-z0-9]{24,32}"));
        assertThat(first.values()).doesNotHaveDuplicates();
        assertThat(dynamoDb.client()
                        .getItem(
                                get -> get.tableName(table()).key(Map.of("metakey", AttributeValue.fromS("123456789"))))
                        .item())
                .containsEntry("manufacturer", AttributeValue.fromS("You"));
        assertThat(asGrafana("SHOW DATABASES").toString()).contains("telemetry");
    }

    @Test
    void users_passwordsOfAnotherInfluxDb_failInsteadOfLeavingItOpen() throws Exception {
        makeTableAndUsers();
        Files.delete(volume("secrets").resolve("influx-admin"));
        makeSecrets();

        assertThat(users().status()).isNotZero();
    }

    @Test
    void healthCheck_ofTheBroker_signsInAsTheDevicesDo() throws Exception {
        String check = compose.service("mosquitto")
                .at("/healthcheck/test/1")
                .asString()
                .replace("$$", "$")
                .replace("/secrets/", volume("mosquitto") + "/")
                .replace("mosquitto_sub ", "mosquitto_sub -h 127.0.0.1 -p " + broker.port() + " ");

        assertThat(Shell.run(folder, Map.of(), "sh", "-c", check).well().output())
                .contains("seconds");
        assertThat(Shell.run(folder, Map.of(), "sh", "-c", check.replace("-u device", "-u isobar"))
                        .status())
                .isNotZero();
    }

    private List<String> volumes() {
        return compose.service("secrets")
                .path("volumes")
                .valueStream()
                .map(JsonNode::asString)
                .filter(mount -> mount.contains(":/volumes/"))
                .map(mount -> mount.substring(mount.lastIndexOf('/') + 1))
                .toList();
    }

    private Path volume(String name) {
        return folder.resolve("volumes").resolve(name);
    }

    private void makeSecrets() throws IOException, InterruptedException {
        String script = SCRIPTS.resolve("secrets.sh").toString();
        Shell.run(folder, Map.of(), "sh", script, folder.resolve("volumes").toString())
                .well();
    }

    private Map<String, String> secrets() throws IOException {
        Map<String, String> secrets = new TreeMap<>();
        try (Stream<Path> files = Files.list(volume("secrets"))) {
            for (Path file : files.toList()) secrets.put(file.getFileName().toString(), Files.readString(file));
        }
        return secrets;
    }

    private String brokerConfiguration(int port) throws IOException {
        return Files.readAllLines(Path.of("docker/mosquitto/mosquitto.conf")).stream()
                // Started by the tests it is told so already.
                .filter(line -> !line.startsWith("max_"))
                .map(line -> line.replace("listener 1883", "listener " + port + " 127.0.0.1")
                        .replace("/secrets/", volume("mosquitto") + "/")
                        .replace("/mosquitto/data/", folder.resolve("broker") + "/"))
                .collect(Collectors.joining("\n"));
    }

    private void makeTableAndUsers() throws IOException, InterruptedException {
        Map<String, String> environment = compose.environment("table");
        environment.put("AWS_ENDPOINT_URL", dynamoDb.url().toString());
        Shell.run(folder, environment, "bash", SCRIPTS.resolve("table.sh").toString())
                .well();
        users().well();
    }

    private Shell.Ended users() throws IOException, InterruptedException {
        Map<String, String> environment = compose.environment("users");
        environment.put("INFLUX_HOST", influxd.url().getHost());
        environment.put("INFLUX_PORT", "" + influxd.url().getPort());
        String script = SCRIPTS.resolve("users.sh").toString();
        return Shell.run(folder, environment, "bash", script, volume("influxdb").toString());
    }

    /** The variables of a container as settings, with the addresses of this machine. */
    private Map<String, String> settings(String service, String volume) {
        Map<String, String> settings = new TreeMap<>();
        compose.environment(service)
                .forEach((variable, value) -> Compose.setting(variable)
                        .ifPresent(name -> settings.put(
                                name,
                                value.replace("tcp://mosquitto:1883", broker.url())
                                        .replace(
                                                "http://influxdb:8086",
                                                influxd.url().toString())
                                        .replace(
                                                "http://dynamodb:8000",
                                                dynamoDb.url().toString()))));
        settings.put(
                "spring.config.import",
                compose.environment(service).get("SPRING_CONFIG_IMPORT").replace("/secrets/", volume(volume) + "/"));
        return settings;
    }

    /** What InfluxDB answers to somebody who wants to write. */
    private int writing(String user) throws IOException {
        String password = Files.readString(volume("grafana").resolve("influx"));
        return Http.status("POST", influxd.url().resolve("/write?db=telemetry&u=" + user + "&p=" + password));
    }

    private String table() {
        return compose.environment("table").get("DYNAMODB_TABLE");
    }

    private int sensors() throws IOException {
        return asGrafana("SHOW TAG VALUES ON telemetry WITH KEY = sensorID")
                .at("/results/0/series/0/values")
                .size();
    }

    private JsonNode asGrafana(String influxQl) throws IOException {
        String password = Files.readString(volume("grafana").resolve("influx"));
        return influxd.queryAs(compose.environment("grafana").get("INFLUX_USERNAME"), password, influxQl);
    }
}
