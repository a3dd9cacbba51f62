package io.isobar.local;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.elasticmq.rest.sqs.TheSQSRestServerBuilder;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** ElasticMQ, a stand-in for SQS, in this process. */
public final class ElasticMq implements AutoCloseable {

    private static final int BATCH = 10;

    private final SQSRestServer server;
    private final SqsClient client;
    private final AutoCloseable storage;

    private ElasticMq(SQSRestServer server, SqsClient client, AutoCloseable storage) {
        this.server = server;
        this.client = client;
        this.storage = storage;
    }

    /** In memory, on a free port. */
    public static ElasticMq start() {
        return start(Ports.free());
    }

    /** In memory. */
    public static ElasticMq start(int port) {
        return start(port, SQSRestServerBuilder.withPort(port), () -> {});
    }

    /** @param folder keeps the queues and their messages for the next start; once in a process */
    public static ElasticMq start(Path folder, int port) {
        quietly();
        KeptQueues queues = new KeptQueues(folder);
        return start(port, queues.with(SQSRestServerBuilder.withPort(port)), queues);
    }

    private static ElasticMq start(int port, TheSQSRestServerBuilder builder, AutoCloseable storage) {
        quietly();
        SQSRestServer server = builder.withInterface("127.0.0.1")
                .withServerAddress(new NodeAddress("http", "127.0.0.1", port, ""))
                .start();
        server.waitUntilStarted();
        URI url = URI.create("http://127.0.0.1:" + port);
        return new ElasticMq(server, DynamoDbLocal.client(SqsClient.builder(), url), storage);
    }

    private static void quietly() {
        for (String name : List.of("org.elasticmq", "org.apache.pekko", "scalikejdbc")) {
            ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.WARN);
        }
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
        return createQueue(name, visibilityTimeout, Map.of());
    }

    /**
     * The same, with a queue that gets what was received too often.
     *
     * @param deadLetters the name of that queue, which is there already
     */
    public String createQueue(String name, Duration visibilityTimeout, String deadLetters, int maxReceiveCount) {
        String policy = "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"%d\"}"
                .formatted(arn(deadLetters), maxReceiveCount);
        return createQueue(name, visibilityTimeout, Map.of(QueueAttributeName.REDRIVE_POLICY, policy));
    }

    private String createQueue(String name, Duration visibilityTimeout, Map<QueueAttributeName, String> more) {
        Map<QueueAttributeName, String> attributes = new EnumMap<>(QueueAttributeName.class);
        attributes.putAll(more);
        attributes.put(QueueAttributeName.VISIBILITY_TIMEOUT, Long.toString(visibilityTimeout.toSeconds()));
        return client.createQueue(create -> create.queueName(name).attributes(attributes))
                .queueUrl();
    }

    private String arn(String name) {
        String url = client.getQueueUrl(get -> get.queueName(name)).queueUrl();
        return attribute(url, QueueAttributeName.QUEUE_ARN);
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
                .mapToInt(attribute -> Integer.parseInt(attribute(queueUrl, attribute)))
                .sum();
    }

    /** How many messages of a queue are hidden now. */
    public int hidden(String queueUrl) {
        return Integer.parseInt(attribute(queueUrl, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
    }

    private String attribute(String queueUrl, QueueAttributeName attribute) {
        return client.getQueueAttributes(get -> get.queueUrl(queueUrl).attributeNames(attribute))
                .attributes()
                .get(attribute);
    }

    @Override
    public void close() {
        client.close();
        server.stopAndWait();
        try {
            storage.close();
        } catch (Exception e) {
            throw new IllegalStateException("ElasticMQ does not close its file", e);
        }
    }
}
