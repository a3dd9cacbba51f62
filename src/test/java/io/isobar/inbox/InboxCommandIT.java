package io.isobar.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.local.CertificateAuthority;
import io.isobar.local.ElasticMq;
import io.isobar.local.Mosquitto;
import io.isobar.local.Ports;
import io.isobar.local.RealServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code bin/inbox} between a broker, on which a client answers as a test says, and a queue. */
class InboxCommandIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String ID = "1564669331-1564669332364-7d7efcff-bdcf-4d98-917e-d171d27cc0b4";

    @RegisterExtension
    static final RealServer<Mosquitto> BROKER = RealServer.of(Mosquitto::start);

    @RegisterExtension
    static final RealServer<ElasticMq> SQS = RealServer.of(folder -> ElasticMq.start());

    @TempDir
    Path folder;

    /** What is answered to an operation. */
    private final Map<String, String> answers = new ConcurrentHashMap<>();

    /** Topics and payloads. */
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();

    private final Map<String, String> environment = new TreeMap<>();
    private MqttAsyncClient answering;

    @BeforeEach
    void connect() throws MqttException {
        environment.put("MQTT_URL", BROKER.get().url());
        answering = answering(BROKER.get());
    }

    private MqttAsyncClient answering(Mosquitto broker) throws MqttException {
        MqttAsyncClient client = new MqttAsyncClient(broker.url(), "answering", new MemoryPersistence());
        client.connect().waitForCompletion();
        MqttSubscription[] requests = {new MqttSubscription("request/#", 1)};
        IMqttMessageListener[] listeners = {this::answer};
        client.subscribe(requests, null, null, listeners, null).waitForCompletion();
        return client;
    }

    @AfterEach
    void disconnect() throws MqttException {
        answering.disconnect().waitForCompletion();
        answering.close();
    }

    private void answer(String topic, MqttMessage request) throws MqttException {
        String payload = new String(request.getPayload(), StandardCharsets.UTF_8);
        requests.add(topic + " " + payload);
        String operation = topic.split("/")[1];
        String answer = answers.get(operation);
        String to = "response/" + operation + "/"
                + JSON.readTree(payload).path("token").asString();
        assertThat(request.getProperties().getResponseTopic()).isEqualTo(to);
        if (answer != null)
            answering.publish(to, new MqttMessage(answer.getBytes(StandardCharsets.UTF_8), 1, false, null));
    }

    @Test
    void query_get_next_delete_devices_publishTheirRequestAndPrintTheAnswer() throws Exception {
        answers.put("query", "{\"newestMessageId\":\"" + ID + "\",\"oldestMessageId\":\"" + ID + "\",\"uuid\":\"t\"}");
        answers.put("get", "{\"body\":{\"error\":\"no\"},\"messageId\":\"" + ID + "\",\"uuid\":\"a thing\"}");
        answers.put("next", "{\"nextMessageId\":\"2\",\"specifiedMessageId\":\"1\",\"uuid\":\"t\"}");
        answers.put("delete", "{\"messageId\":\"1\",\"uuid\":\"t\"}");
        answers.put("devices", "{\"uuids\":[\"t\"]}");

        assertAnswer("query", "query", "t");
        assertAnswer("get", "get", "a thing", ID);
        assertAnswer("next", "next", "t", "1");
        assertAnswer("delete", "delete", "t", "1");
        assertAnswer("devices", "devices");

        assertThat(requests)
                .extracting(request -> request.replaceFirst("\"[0-9a-f-]{36}\"", "TOKEN"))
                .containsExactly(
                        "request/query/t {\"token\":TOKEN}",
                        "request/get/a thing/" + ID + " {\"token\":TOKEN}",
                        "request/next/t/1 {\"token\":TOKEN}",
                        "request/delete/t/1 {\"token\":TOKEN}",
                        "request/devices {\"token\":TOKEN}");
        assertThat(requests.stream().map(request -> request.replaceFirst(".*\"token\"", "")))
                .doesNotHaveDuplicates();
    }

    private void assertAnswer(String operation, String... arguments) throws Exception {
        Ended ended = inbox(arguments);

        assertThat(ended.status).as(ended.errors).isZero();
        assertThat(JSON.readTree(ended.output)).isEqualTo(JSON.readTree(answers.get(operation)));
    }

    @Test
    void send_passesTheBytesOn() throws Exception {
        answers.put("send", "{\"uuid\":\"t\",\"sqs_message_id\":\"m\"}");

        assertAnswer("send", "send", "t", "other", "48656c6C6f");

        assertThat(requests).singleElement().asString().startsWith("request/send/t/other {\"token\":\"");
        assertThat(requests).singleElement().asString().endsWith("\",\"hex_payload\":\"48656c6C6f\"}");
    }

    @Test
    void get_numbersOfAnyLength_arePrintedAsTheyAre() throws Exception {
        answers.put(
                "get",
                "{\"body\":{\"long\":12345678901234567890,\"decimal\":72.0},\"messageId\":\"1\",\"uuid\":\"t\"}");

        assertThat(inbox("get", "t", "1").output).contains("12345678901234567890", "72.0");
    }

    @Test
    void answerIsAnError_isPrinted_andTheStatusIsOne() throws Exception {
        answers.put("query", "{\"error\":\"No messages available\",\"uuid\":\"t\"}");

        Ended ended = inbox("query", "t");

        assertThat(ended.status).isOne();
        assertThat(ended.output).contains("\"error\"", "\"t\"");
        assertThat(ended.errors).isEqualTo("inbox: query: No messages available\n");
    }

    @Test
    void noAnswer_orNoBroker_endsWithALineThatNamesTheBroker() throws Exception {
        Ended silent = inbox("--timeout", "1", "query", "t");
        environment.put("MQTT_URL", "tcp://127.0.0.1:" + Ports.free());
        Ended away = inbox("query", "t");

        assertThat(silent.status).isOne();
        assertThat(silent.errors.lines())
                .singleElement()
                .asString()
                .startsWith("inbox: no answer from " + BROKER.get().url() + " within 1 s");
        assertThat(away.status).isOne();
        assertThat(away.errors.lines())
                .singleElement()
                .asString()
                .startsWith("inbox: cannot ask " + environment.get("MQTT_URL"));
        assertThat(silent.output + away.output).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ask t",
                "query",
                "query t 1",
                "query a/b",
                "query +",
                "get t",
                "get t #",
                "next t 1 2",
                "devices t",
                "send t other",
                "send t other 123",
                "send t other xy",
                "send-sqs",
                "send-sqs t 7",
                "--timeout soon query t",
                "--verbose query t"
            })
    void wrongUsage_endsWithStatusTwoAndALine_andAsksNothing(String arguments) throws Exception {
        Ended ended = inbox(arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(ended.status).isEqualTo(2);
        assertThat(ended.errors.lines()).singleElement().asString().endsWith("; see bin/inbox --help");
        assertThat(ended.output).isEmpty();
        assertThat(requests).isEmpty();
    }

    @Test
    void help_namesEverySubcommand() throws Exception {
        Ended ended = inbox("--help");

        assertThat(ended.status).isZero();
        for (Operation operation : Operation.values()) {
            assertThat(ended.output).contains("bin/inbox " + operation.text());
        }
        assertThat(ended.output).contains("bin/inbox send-sqs THING [JSON]");
    }

    @Test
    void query_brokerWithTlsPasswordAndClientCertificates_isAsked() throws Exception {
        CertificateAuthority ca = CertificateAuthority.make(folder.resolve("ca"), "ca");
        ca.issue(folder, "broker");
        ca.issue(folder, "client");
        run(List.of("mosquitto_passwd", "-b", "-c", folder.resolve("passwords").toString(), "me", "pass word"));
        int plain = Ports.free();
        int tls = Ports.free();
        String settings = """
                per_listener_settings true
                listener %1$d 127.0.0.1
                allow_anonymous true
                listener %2$d 127.0.0.1
                password_file %3$s/passwords
                cafile %4$s
                certfile %3$s/broker.crt
                keyfile %3$s/broker.key
                require_certificate true
                """.formatted(plain, tls, folder, ca.certificate());
        try (Mosquitto secured = Mosquitto.start(folder.resolve("mosquitto"), plain, settings)) {
            environment.putAll(Map.of(
                    "MQTT_URL",
                    "ssl://localhost:" + tls,
                    "MQTT_USERNAME",
                    "me",
                    "MQTT_PASSWORD",
                    "pass word",
                    "MQTT_CA_FILE",
                    ca.certificate().toString(),
                    "MQTT_CERT_FILE",
                    folder.resolve("client.crt").toString(),
                    "MQTT_KEY_FILE",
                    folder.resolve("client.key").toString()));
            disconnect();
            answering = answering(secured);
            answers.put("devices", "{\"uuids\":[]}");

            assertAnswer("devices", "devices");
            environment.put("MQTT_PASSWORD", "wrong");
            assertThat(inbox("devices").errors).startsWith("inbox: cannot ask ssl://localhost:" + tls);
            disconnect();
            answering = answering(BROKER.get());
        }
    }

    @Test
    void sendSqs_putsAMessageOfTheDeviceIntoTheQueue_andPrintsItsId() throws Exception {
        String queue = SQS.get().createQueue("inbound", Duration.ofSeconds(30));
        long before = Instant.now().getEpochSecond();
        environment.put("INBOUND_SQS_QUEUE_ARN", queue);
        environment.put("AWS_REGION", "eu-central-1");

        Ended madeUp = inbox("send-sqs", "say \"t\" \\o");
        Message first = receive(queue);
        environment.put("INBOUND_SQS_QUEUE_ARN", "arn:aws:sqs:eu-central-1:000000000000:inbound");
        environment.put("AWS_ENDPOINT_URL", queue.substring(0, queue.indexOf("/000")));
        Ended ours = inbox("send-sqs", "t", " { \"level\": {\"metres\": 1.50} } ");
        Message second = receive(queue);

        assertThat(madeUp.status).as(madeUp.errors).isZero();
        assertThat(madeUp.output).isEqualTo(first.messageId() + "\n");
        JsonNode body = JSON.readTree(first.body());
        assertThat(body.propertyNames())
                .containsExactlyInAnyOrder("thingName", "epochTime", "tempSensor1F", "tempSensor2F");
        assertThat(body.at("/thingName").asString()).isEqualTo("say \"t\" \\o");
        assertThat(body.at("/epochTime").asLong())
                .isBetween(before, Instant.now().getEpochSecond());
        assertThat(ours.status).as(ours.errors).isZero();
        assertThat(ours.output).isEqualTo(second.messageId() + "\n");
        assertThat(ours.errors).contains("bin/inbox query t");
        assertThat(second.body())
                .matches("\\{\"thingName\":\"t\",\"epochTime\":\\d+,\"level\": \\{\"metres\": 1.50} }");
    }

    @Test
    void sendSqs_noSuchQueue_endsWithALineThatNamesIt() throws Exception {
        environment.put("INBOUND_SQS_QUEUE_ARN", SQS.get().createQueue("there", Duration.ofSeconds(1)) + "-not");
        environment.put("AWS_REGION", "eu-central-1");

        Ended ended = inbox("send-sqs", "t");

        assertThat(ended.status).isOne();
        assertThat(ended.errors.lines().toList().getLast())
                .isEqualTo("inbox: cannot send to " + environment.get("INBOUND_SQS_QUEUE_ARN"));
        assertThat(ended.output).isEmpty();
    }

    private static Message receive(String queue) {
        return SQS.get()
                .client()
                .receiveMessage(receive -> receive.queueUrl(queue).waitTimeSeconds(5))
                .messages()
                .getFirst();
    }

    private record Ended(int status, String output, String errors) {}

    private Ended inbox(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("bin/inbox"));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private Ended run(List<String> command) throws Exception {
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
        Map<String, String> all = builder.environment();
        all.keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("MQTT_"));
        all.putAll(Map.of("AWS_ACCESS_KEY_ID", "local", "AWS_SECRET_ACCESS_KEY", "local"));
        all.putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
        return new Ended(process.exitValue(), Files.readString(output), Files.readString(errors));
    }
}
