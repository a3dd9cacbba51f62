package io.isobar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.local.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/run}, as a new user runs it. */
class LocalIsobarIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Pattern README_BLOCK = Pattern.compile("(?ms)^```\\w*\\n(.*?)^```$");

    @TempDir
    Path folder;

    private final Map<String, String> environment = new TreeMap<>();
    private Process process;

    @AfterEach
    void endWhatATestLeft() throws InterruptedException {
        if (process == null) return;
        // Killed outright it could not end what it has started.
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
    }

    @Test
    void run_fromNothing_showsTwentySensorsAndItsCommandsWorkAsPrinted() throws Exception {
        start();
        awaitSensors(20);
        String printed = Files.readString(output());
        assertThat(query("SHOW TAG KEYS"))
                .contains("sensorID", "metakey", "manufacturer", "family", "component_id", "calibration_date");
        assertThat(aws("sqs", "list-queues")).contains("/inbound\"", "/outbound\"", "/dead-letters\"");
        assertThat(aws("sqs", "get-queue-attributes --attribute-names All --queue-url " + queue("inbound")))
                .contains("dead-letters", "maxReceiveCount", "\"VisibilityTimeout\": \"30\"");
        assertThat(aws("dynamodb", "describe-table --table-name demo-Messages --query Table.KeySchema[].AttributeName"))
                .containsSubsequence("uuid", "messageId");
        assertThat(query("SHOW FIELD KEYS")).contains("[\"pressureValue\",\"float\"],[\"viscosity\",\"float\"]");

        List<String> commands = printed.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("AWS_") || line.startsWith("mosquitto_pub") || line.startsWith("curl"))
                .toList();
        assertThat(commands).hasSize(3);
        shell(commands.get(0));
        shell(commands.get(1));
        await().atMost(PATIENCE).until(() -> shell(commands.get(2)).contains("\"You\""));
        String sending = printed.lines()
                .filter(line -> line.contains("bin/inbox send-sqs"))
                .findFirst()
                .orElseThrow();
        assertThat(shell(sending)).matches("[0-9a-f-]{36}\n");
        printed.lines()
                .filter(line -> line.contains("http://127.0.0.1:"))
                .filter(line -> line.contains("/actuator/"))
                .forEach(line -> assertThat(shellQuietly("curl -sf " + line.substring(line.indexOf("http"))))
                        .isNotEmpty());
    }

    @Test
    void terminate_andRunAgain_leavesNoProcessAndContinuesWithTheSameData() throws Exception {
        start();
        awaitSensors(20);
        long influxd = Long.parseLong(
                shell("pgrep -f " + folder + "/data/influxdb/influxdb.conf").strip());

        aws("sqs", "send-message --message-body kept --queue-url " + queue("outbound"));

        process.destroy();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ProcessHandle.of(influxd)).isEmpty();
        assertThat(environment.keySet().stream().filter(name -> name.endsWith("_PORT")))
                .allMatch(name -> Ports.isFree(Integer.parseInt(environment.get(name))));
        assertThat(Files.readString(output())).doesNotContain("ERROR");

        start("--no-simulator");
        awaitSensors(20);
        assertThat(query("SHOW SERIES")).contains("manufacturer=Acme\\\\ Devices\\\\ Ltd.");

        assertThat(aws("sqs", "receive-message --queue-url " + queue("outbound")))
                .contains("\"kept\"");

        Map<String, String> first = new TreeMap<>(environment);
        environment.clear();
        Process second = launch();
        assertThat(second.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(second.exitValue()).isNotZero();
        assertThat(Files.readString(output())).contains("is in use by another bin/run");
        environment.putAll(first);
        assertThat(query("SHOW SERIES")).contains("sensorID");
    }

    /** Every subcommand of bin/inbox, and the README's commands, which are run as they are but for the ports. */
    @Test
    void inbox_everyOperation_isAnsweredAsTheReadmeSays() throws Exception {
        List<String> blocks = README_BLOCK
                .matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
        List<String> commands = blocks.stream()
                .filter(block -> block.contains("bin/inbox query"))
                .toList();
        List<String> requests =
                blocks.stream().filter(block -> block.contains("mosquitto_rr")).toList();
        assertThat(commands).hasSize(1);
        assertThat(requests).hasSize(1);
        start("--no-simulator");

        assertThat(asking("bin/inbox query testThing")).contains("\"error\"", "No messages available", "status 1");
        String[] sendAndAsk = commands.getFirst().split("\n", 2);
        String sqsId = asking(sendAndAsk[0]).lines().findFirst().orElseThrow();
        await().atMost(PATIENCE).until(() -> asking("bin/inbox query testThing").contains(sqsId));
        assertThat(asking(sendAndAsk[1]))
                .contains("\"oldestMessageId\"", "\"newestMessageId\"")
                .contains("\"body\"", "\"tempSensor1F\"", "\"thingName\"")
                .contains("No newer messages available", "\"specifiedMessageId\"")
                .contains("status 0");
        assertThat(asking("bin/inbox query testThing")).contains("No messages available", "status 1");

        String second = asking("bin/inbox send-sqs testThing '{\"level\":12345678901234567890}'")
                .lines()
                .findFirst()
                .orElseThrow();
        await().atMost(PATIENCE).until(() -> asking("bin/inbox query testThing").contains(second));
        assertThat(asking("bin/inbox next testThing 0")).contains("\"nextMessageId\"", second, "status 0");
        assertThat(asking(requests.getFirst()))
                .contains("\"oldestMessageId\"", "Message not available", "\"nextMessageId\"", second)
                .contains("status 0");
        assertThat(asking("bin/inbox devices")).contains("\"uuids\"", "\"testThing\"", "status 0");
        assertThat(asking("bin/inbox send testThing otherThing 48656c6c6f"))
                .contains("\"sqs_message_id\"", "\"testThing\"", "status 0");
        assertThat(aws("sqs", "receive-message --wait-time-seconds 5 --queue-url " + queue("outbound")))
                .contains("client_message_id", "otherThing");
    }

    /** What it says on both outputs, and how it ends. */
    private String asking(String commands) throws Exception {
        return shell("exec 2>&1; export ISOBAR_MQTT_PORT=" + environment.get("ISOBAR_MQTT_PORT") + " ISOBAR_SQS_PORT="
                + environment.get("ISOBAR_SQS_PORT")
                + "; mosquitto_rr() { command mosquitto_rr -p $ISOBAR_MQTT_PORT \"$@\"; }\n"
                + commands + "\necho status $?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISOBAR_MQTT_PORT", "ISOBAR_SQS_PORT"})
    void run_portTaken_endsWithALineThatNamesPortAndVariable(String variable) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put(variable, "" + taken.getLocalPort());
            process = launch();

            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isNotZero();
            assertThat(Files.readString(output()))
                    .contains("port " + taken.getLocalPort() + " is taken")
                    .contains("set " + variable + " to another one");
        }
    }

    private void start(String... arguments) throws IOException {
        Files.deleteIfExists(output());
        process = launch(arguments);
        await().atMost(PATIENCE).until(() -> Files.readString(output()).contains("Isobar is running"));
    }

    private Process launch(String... arguments) throws IOException {
        for (String name : List.of("MQTT", "DYNAMODB", "SQS", "INFLUX", "HTTP")) {
            environment.computeIfAbsent("ISOBAR_" + name + "_PORT", any -> "" + Ports.free());
        }
        environment.put("ISOBAR_DATA_DIR", folder.resolve("data").toString());
        ProcessBuilder builder = new ProcessBuilder("bin/run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
        builder.command().addAll(List.of(arguments));
        // Of another Isobar, and not meant for this one.
        builder.environment().put("MQTT_ENABLED", "false");
        builder.environment().put("UUID_KEY", "wrong..path");
        builder.environment().put("INBOUND_SQS_QUEUE_ARN", "wrong");
        builder.environment().put("INBOX_TABLE", "?");
        builder.environment().put("TELEMETRY_QUEUE", "wrong");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Path output() {
        return folder.resolve("output.log");
    }

    private void awaitSensors(int count) {
        await().atMost(PATIENCE)
                .until(() -> query("SHOW TAG VALUES WITH KEY = sensorID").split("\"sensorID\"").length == count + 1);
    }

    private String query(String influxQl) throws Exception {
        return shell("curl -sfG http://127.0.0.1:" + environment.get("ISOBAR_INFLUX_PORT")
                + "/query --data-urlencode db=telemetry --data-urlencode 'q=" + influxQl + "'");
    }

    private String queue(String name) {
        return "http://127.0.0.1:" + environment.get("ISOBAR_SQS_PORT") + "/000000000000/" + name;
    }

    private String aws(String service, String rest) throws Exception {
        return shell("AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws --region eu-central-1 --output json"
                + " --endpoint-url http://127.0.0.1:"
                + environment.get("ISOBAR_" + service.toUpperCase(Locale.ROOT) + "_PORT")
                + " " + service + " " + rest);
    }

    private static String shellQuietly(String command) {
        try {
            return shell(command);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(command, e);
        }
    }

    private static String shell(String command) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("bash", "-c", command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(shell.getInputStream().readAllBytes());
        assertThat(shell.waitFor()).as(command).isZero();
        return output;
    }
}
