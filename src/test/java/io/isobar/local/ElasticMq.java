package io.isobar.local;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** ElasticMQ, a stand-in for SQS, in this process. Its queues are in memory and gone when it is closed. */
public final class ElasticMq implements AutoCloseable {

    private static final int BATCH = 10;

    private final SQSRestServer server;
    private final SqsClient client;

    private ElasticMq(SQSRestServer server, SqsClient client) {
        this.server = server;
        this.client = client;
    }

    public static ElasticMq start() {
        return start(Ports.free());
    }

    public static ElasticMq start(int port) {
        for (String name : List.of("org.elasticmq", "org.apache.pekko")) {
            ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.WARN);
        }
        SQSRestServer server = SQSRestServerBuilder.withInterface("127.0.0.1")
                .withPort(port)
                .withServerAddress(new NodeAddress("http", "127.0.0.1", port, ""))
                .start();
        server.waitUntilStarted();
        URI url = URI.create("http://127.0.0.1:" + port);
        return new ElasticMq(server, DynamoDbLocal.client(SqsClient.builder(), url));
    }

    /** The URL that a queue has there. */
    public static String queueUrl(int port, String name) {
        return "http://127.0.0.1:" + port + "/000000000000/" + name;
    }

    public SqsClient client() {
        return client;
    }

    /**
     * Makes a queue.
     *
     * @param visibilityTimeout in whole seconds
     * @return its URL
     */
    public String createQueue(String name, Duration visibilityTimeout) {
        Map<QueueAttributeName, String> attributes =
                Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, Long.toString(visibilityTimeout.toSeconds()));
        return client.createQueue(create -> create.queueName(name).attributes(attributes))
                .queueUrl();
    }

    /** Sends messages, ten at a time. */
    public void send(String queueUrl, Stream<String> bodies) {
        List<String> all = bodies.toList();
        List<List<String>> batches = new ArrayList<>();
        for (int from = 0; from < all.size(); from += BATCH) {
            batches.add(all.subList(from, Math.min(all.size(), from + BATCH)));
        }
        for (List<String> batch : batches) {
            List<SendMessageBatchRequestEntry> entries = IntStream.range(0, batch.size())
                    .mapToObj(i -> SendMessageBatchRequestEntry.builder()
                            .id(Integer.toString(i))
                            .messageBody(batch.get(i))
                            .build())
                    .toList();
            client.sendMessageBatch(send -> send.queueUrl(queueUrl).entries(entries));
        }
    }

    /** How many messages are in a queue, those included that are hidden now. */
    public int count(String queueUrl) {
        return Stream.of(
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)
                .mapToInt(attribute -> attribute(queueUrl, attribute))
                .sum();
    }

    /** How many messages of a queue are hidden now. */
    public int hidden(String queueUrl) {
        return attribute(queueUrl, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
    }

    private int attribute(String queueUrl, QueueAttributeName attribute) {
        return Integer.parseInt(
                client.getQueueAttributes(get -> get.queueUrl(queueUrl).attributeNames(attribute))
                        .attributes()
                        .get(attribute));
    }

    @Override
    public void close() {
        client.close();
        server.stopAndWait();
    }
}
