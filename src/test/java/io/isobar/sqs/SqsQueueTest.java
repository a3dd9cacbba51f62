package io.isobar.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.isobar.dynamodb.AwsClients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What a server says that is no queue, or does not let us in. */
class SqsQueueTest {

    private HttpServer server;
    private SqsClient client;
    private SqsQueue queue;
    private int status = 200;
    private String answer = "";

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        client = AwsClients.build(
                SqsClient.builder()
                        .endpointOverride(url)
                        .region(Region.EU_CENTRAL_1)
                        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("k", "s"))),
                Duration.ofSeconds(5));
        queue = new SqsQueue(client, url + "/1/q");
    }

    @AfterEach
    void stopServer() {
        client.close();
        server.stop(0);
    }

    @Test
    void visibilityTimeout_isThatOfTheQueue() throws QueueFailure {
        answer = "{\"Attributes\":{\"VisibilityTimeout\":\"7\"}}";

        assertThat(queue.visibilityTimeout()).isEqualTo(Duration.ofSeconds(7));
    }

    /** Such as a proxy's own page, or another service: it would seem to be a queue without messages, for ever. */
    @Test
    void visibilityTimeout_anythingThatAnswers_isNoQueue() {
        assertThatThrownBy(queue::visibilityTimeout)
                .isInstanceOf(QueueFailure.class)
                .hasMessageContaining("what answers there is no SQS queue");
    }

    /** As AWS explains a wrong signature, with all that was signed. */
    @Test
    void refusal_ofSeveralLines_isToldInOneAndWithoutTheToken() {
        status = 403;
        answer = "{\"__type\":\"com.amazonaws.sqs#SignatureDoesNotMatch\",\"message\":\"The signature does not match."
                + "\\n\\nThe Canonical String should have been\\n'POST\\nx-amz-security-token:t0ken'\"}";

        assertThatThrownBy(() -> queue.receive(10, Duration.ZERO, Duration.ofSeconds(30)))
                .isInstanceOf(QueueFailure.class)
                .hasMessage("ReceiveMessage failed: The signature does not match.");
    }
}
