package io.isobar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.isobar.local.Isobar;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the packaged service says where its log is collected: one JSON object a line. */
class JsonLogIT extends ServiceTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String FORMAT = "logging.structured.format.console";

    private HttpServer ecs;

    @BeforeEach
    void startEcs() throws IOException {
        ecs = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ecs.createContext("/v4/container/task", exchange -> {
            byte[] body = "{\"TaskARN\":\"arn:aws:ecs:eu-central-1:1:task/demo/158d1c80\"}".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        ecs.start();
        settings.put(
                "ECS_CONTAINER_METADATA_URI_V4",
                "http://127.0.0.1:" + ecs.getAddress().getPort() + "/v4/container");
    }

    @AfterEach
    void stopEcs() {
        ecs.stop(0);
    }

    @Test
    void run_withTroubleAndAStop_isOneObjectALineThatNamesServiceAndTask() throws Exception {
        settings.put(FORMAT, "ecs");
        settings.put("isobar.mqtt.client-id", "demo-${isobar.instance}");
        try (Isobar isobar = ready()) {
            publish(0, 100);
            awaitSettled(isobar, 100);
            influxd.process().kill();
            publish(100, 200);
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_spooled") == 100);
            broker.process().kill();
            await().atMost(PATIENCE).until(() -> !isobar.isReady());
            isobar.process().terminate();

            List<JsonNode> lines = isobar.log().lines().map(JSON::readTree).toList();
            assertThat(lines).hasSizeGreaterThan(3).allSatisfy(line -> {
                assertThat(line.at("/service/name").asString()).isEqualTo("isobar");
                assertThat(line.at("/service/node/name").asString()).isEqualTo("158d1c80");
                assertThat(line.at("/message").asString()).isNotEmpty();
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ecs", "logstash"})
    void start_wrongSetting_isAnObjectThatNamesIt(String format) throws Exception {
        Isobar.Ended ended = Isobar.run(Map.of(FORMAT, format, "server.port", "0", "isobar.influx.batch-size", "-1"));

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output().stream().map(JSON::readTree))
                .extracting(line -> line.at("/message").asString())
                .contains("isobar cannot start: isobar.influx.batch-size is '-1';"
                        + " allowed is a whole number from 1 to 100000");
    }

    /** A bug of the settings, or of ours, that no analysis knows: its stack trace lies in the object. */
    @Test
    void start_failureWithStackTrace_isOneObject() throws Exception {
        Map<String, String> wrong = new TreeMap<>(Map.of(FORMAT, "ecs", "server.port", "0"));
        wrong.put("spring.main.sources", "no.such.Class");

        Isobar.Ended ended = Isobar.run(wrong);

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output().stream().map(JSON::readTree))
                .anySatisfy(line ->
                        assertThat(line.at("/error/stack_trace").asString()).contains("\n\tat "));
    }

    /** An empty variable is none. */
    @Test
    void start_formatIsEmpty_isText() throws Exception {
        Isobar.Ended ended = Isobar.run(Map.of(FORMAT, "", "server.port", "0", "isobar.influx.batch-size", "-1"));

        assertThat(ended.output()).anyMatch(line -> line.startsWith("isobar cannot start: isobar.influx.batch-size"));
    }
}
