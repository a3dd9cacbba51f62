package io.isobar.influx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.isobar.telemetry.LineBuffer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What is told of the answers of InfluxDB, some of which quote what they were sent. */
class InfluxWriterTest {

    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private String error = "";
    private HttpServer server;
    private InfluxDBClient client;
    private InfluxWriter writer;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(ANY, 0);
        server.createContext("/", this::refuse);
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        client = InfluxDBClientFactory.create(
                InfluxDBClientOptions.builder().url(url).build());
        writer = new InfluxWriter(client, new InfluxTarget.Bucket("o", "b"), new SimpleMeterRegistry());
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    /** A # stands for a line feed. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        unable to parse 'm v=hidden 1': invalid boolean                          | unable to parse a line: invalid boolean
        partial write: unable to parse 'm v=hidden 1': invalid boolean dropped=0 | partial write: unable to parse a line: invalid boolean dropped=0
        unable to parse 'm v="a': hidden" 1': unbalanced quotes                  | unable to parse a line: unbalanced quotes
        unable to parse 'm v="a'#': hidden" 1': unbalanced quotes                | unable to parse a line: unbalanced quotes
        unable to parse 'hidden': bad timestamp#unable to parse 'hidden v': missing fields | unable to parse a line: missing fields
        unable to parse 'm v="hidden                                             | unable to parse a line:
        partial write: max-values-per-tag limit exceeded (9/9): measurement="m" tag="t" value="\\"hidden" dropped=1 | partial write: max-values-per-tag limit exceeded (9/9): measurement="m" tag="t" value="..." dropped=1
        partial write: points beyond retention policy dropped=1                  | partial write: points beyond retention policy dropped=1
        """)
    void write_refusedWithALineInTheAnswer_keepsTheReasonAndNotTheLine(String said, String why) {
        error = said.replace('#', '\n');

        assertThat(writer.write(new LineBuffer().append("m v=1 1\n")))
                .isEqualTo(new WriteOutcome.Rejected("HTTP 400: " + why));
    }

    @Test
    void write_refusedWithALongLineInTheAnswer_keepsNothingOfTheLine() {
        error = "unable to parse 'm v=\"" + "': hidden".repeat(1000) + "\" 1': unbalanced quotes";

        assertThat(writer.write(new LineBuffer().append("m v=1 1\n")))
                .isEqualTo(new WriteOutcome.Rejected("HTTP 400: unable to parse a line: unbalanced quotes"));
    }

    @Test
    void write_refusedWithAVeryLongReason_keepsItsBegin() {
        error = "x".repeat(100_000);

        assertThat(writer.write(new LineBuffer().append("m v=1 1\n")))
                .isEqualTo(new WriteOutcome.Rejected("HTTP 400: " + "x".repeat(300) + "..."));
    }

    /** As InfluxDB 1 does: all of it in the body, and its begin in a header. */
    private void refuse(HttpExchange exchange) throws IOException {
        byte[] answer =
                new JsonMapper().writeValueAsString(Map.of("error", error)).getBytes(UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.getResponseHeaders()
                .add(
                        "X-Influxdb-Error",
                        error.substring(0, Math.min(error.length(), 1024)).replace('\n', ' '));
        exchange.sendResponseHeaders(400, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }
}
