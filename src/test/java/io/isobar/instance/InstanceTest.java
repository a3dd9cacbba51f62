package io.isobar.instance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class InstanceTest {

    private final List<String> warnings = new ArrayList<>();
    private HttpServer ecs;
    private int status = 200;
    private String answer = """
            {"Cluster":"demo","TaskARN":"arn:aws:ecs:eu-central-1:123456789012:task/demo/158d1c8083dd49d6"}""";
    private int asked;

    @BeforeEach
    void startEcs() throws IOException {
        ecs = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ecs.createContext("/v4/container/task", this::answer);
        ecs.start();
    }

    @AfterEach
    void stopEcs() {
        ecs.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        asked++;
        byte[] body = answer.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    void name_inEcs_isTheTaskIdAndAskedForOnce() {
        Instance instance = instance(url());

        assertThat(instance.name()).isEqualTo("158d1c8083dd49d6").isEqualTo(instance.name());
        assertThat(warnings).isEmpty();
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void name_outsideEcs_isTheHostsName() throws IOException {
        Instance instance = new Instance(Optional.empty(), warnings::add);

        assertThat(instance.name()).isEqualTo(InetAddress.getLocalHost().getHostName());
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        500 | {}                            | /v4/container/task answers 500
        200 | no json                       | /v4/container/task is not JSON
        200 | {"Cluster":"demo"}            | /v4/container/task has no TaskARN with an ID
        200 | {"TaskARN":"arn:task/"}       | /v4/container/task has no TaskARN with an ID
        """)
    void name_ecsAnswersWithoutAnId_isTheHostsNameAndOneWarning(int answered, String body, String why)
            throws IOException {
        status = answered;
        answer = body;

        assertThat(instance(url()).name()).isEqualTo(InetAddress.getLocalHost().getHostName());
        assertThat(warnings).singleElement().asString().endsWith(why);
    }

    @Test
    void name_ecsRefusesTheConnection_isTheHostsNameAndOneWarning() throws IOException {
        ecs.stop(0);

        assertThat(instance(url()).name()).isEqualTo(InetAddress.getLocalHost().getHostName());
        assertThat(warnings).singleElement().asString().contains("cannot be asked: ");
    }

    /** Accepts the connection, as any listening socket does, and never answers. */
    @Test
    void name_ecsDoesNotAnswer_isTheHostsNameAfterTwoSeconds() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Instance instance = instance("http://127.0.0.1:" + silent.getLocalPort());

            assertThat(instance.name()).isEqualTo(InetAddress.getLocalHost().getHostName());
            assertThat(warnings).singleElement().asString().endsWith("does not answer in 2 s");
        }
    }

    @Test
    void name_urlThatIsNone_isTheHostsNameAndOneWarning() throws IOException {
        assertThat(instance("no url").name())
                .isEqualTo(InetAddress.getLocalHost().getHostName());
        assertThat(warnings).singleElement().asString().endsWith("'no url' is no URL");
    }

    @Test
    void start_settingThatNamesTheInstance_hasTheTaskId() {
        try (ConfigurableApplicationContext started = new SpringApplicationBuilder(Object.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .run("--ECS_CONTAINER_METADATA_URI_V4=" + url(), "--MQTT_CLIENT_ID=demo-${isobar.instance}")) {
            assertThat(started.getEnvironment().getProperty("isobar.mqtt.client-id"))
                    .isEqualTo("demo-158d1c8083dd49d6");
        }
    }

    private Instance instance(String url) {
        return new Instance(Optional.of(new TaskMetadata(url)), warnings::add);
    }

    private String url() {
        return "http://127.0.0.1:" + ecs.getAddress().getPort() + "/v4/container";
    }
}
