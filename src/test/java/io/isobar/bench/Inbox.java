package io.isobar.bench;

import io.isobar.local.ElasticMq;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Messages of 1,000 devices that lie in a queue of ElasticMQ while the process, which has stored as many before, is held: from its
 * release until the queue is empty, which it is when all are in the table. Then 200 requests for one of them each second, for ten
 * seconds: from before the request is published until its answer is here.
 */
record Inbox(int messages) implements Scenario {

    private static final String TABLE = "messages";
    private static final int DEVICES = 1_000;
    private static final int PER_SECOND = 200;
    private static final int REQUESTS = 10 * PER_SECOND;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** Longer than the process is ever held. */
    private static final Duration VISIBILITY = Duration.ofMinutes(10);

    @Override
    public Figures run(Site site) throws Exception {
        site.table().createTable(TABLE, "uuid", "messageId");
        try (ElasticMq sqs = ElasticMq.start()) {
            String deadLetters = sqs.createQueue("dead-letters", VISIBILITY);
            String queue = sqs.createQueue("inbound", VISIBILITY, "dead-letters", 5);
            Map<String, String> settings = Map.of(
                    "isobar.inbox.queue", queue,
                    "isobar.inbox.dead-letter-queue", deadLetters,
                    "isobar.inbox.table", TABLE);
            try (Bridge bridge = site.start("isobar", settings)) {
                sqs.send(queue, messages(0));
                awaitEmpty(sqs, queue);
                Figures figures = store(sqs, queue, bridge);
                List<Map<String, AttributeValue>> keys = keys(site);
                if (keys.size() != 2 * messages) {
                    throw new IllegalStateException(
                            2 * messages + " messages were sent, and " + keys.size() + " are kept");
                }
                return figures.putAll(ask(site, keys))
                        .put("peakRssMb", bridge.cost().peakMb());
            }
        }
    }

    private Figures store(ElasticMq sqs, String queue, Bridge bridge) throws IOException, InterruptedException {
        bridge.hold();
        sqs.send(queue, messages(messages));
        ProcessCost before = bridge.cost();
        long begin = System.nanoTime();
        bridge.release();
        awaitEmpty(sqs, queue);
        Duration time = Duration.ofNanos(System.nanoTime() - begin);
        return new Figures()
                .put("messagesPerSecond", messages / Figures.seconds(time))
                .putCpu(before, bridge.cost(), messages);
    }

    private Stream<String> messages(int from) {
        return IntStream.range(from, from + messages)
                .mapToObj(i -> "{\"thingName\":\"thing-%d\",\"epochTime\":%d,\"tempSensor1F\":72,\"tempSensor2F\":70.5}"
                        .formatted(i % DEVICES, 1_700_000_000 + i));
    }

    /** Asks ElasticMQ, which works in this process, and seldom. */
    private static void awaitEmpty(ElasticMq sqs, String queue) throws InterruptedException {
        long start = System.nanoTime();
        while (sqs.count(queue) > 0) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IllegalStateException(sqs.count(queue) + " messages are still in the queue");
            }
            Thread.sleep(20);
        }
    }

    private static List<Map<String, AttributeValue>> keys(Site site) {
        return site
                .table()
                .client()
                .scanPaginator(scan -> scan.tableName(TABLE)
                        .projectionExpression("#uuid, messageId")
                        .expressionAttributeNames(Map.of("#uuid", "uuid")))
                .items()
                .stream()
                .toList();
    }

    /** Every device in turn, so that the requests of one of them do not wait for one another. */
    private static Figures ask(Site site, List<Map<String, AttributeValue>> keys) throws Exception {
        List<String> topics = keys.stream()
                .sorted((one, other) -> one.get("messageId")
                        .s()
                        .compareTo(other.get("messageId").s()))
                .limit(REQUESTS)
                .map(key -> "request/get/" + key.get("uuid").s() + "/"
                        + key.get("messageId").s())
                .toList();
        try (Asker asker = new Asker(site.brokerUrl())) {
            asker.ask(topics, PER_SECOND);
            List<Double> milliseconds = asker.ask(topics, PER_SECOND);
            return new Figures()
                    .put("getP50Millis", Statistics.percentile(milliseconds, 50))
                    .put("getP99Millis", Statistics.percentile(milliseconds, 99))
                    .put("getMaxMillis", Statistics.percentile(milliseconds, 100));
        }
    }
}
