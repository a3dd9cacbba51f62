package io.isobar.inbox;

import io.isobar.dynamodb.BatchWriter;
import io.isobar.mqtt.MqttPublisher;
import io.isobar.pipeline.Batcher;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.Parking;
import io.isobar.pipeline.PeerState;
import io.isobar.sqs.QueueConsumer;
import io.isobar.sqs.SqsQueue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The way of messages from a queue into the table: received, read, put, told of, deleted from the queue. What can never be stored
 * goes to parking and to the dead-letter queue instead.
 *
 * <p>{@link #pause} and {@link #close} are two steps, so that what was taken can settle between them.
 */
final class Inbox implements AutoCloseable {

    /** The most messages on their way. */
    private static final int CAPACITY = 2_000;

    private static final Duration LINGER = Duration.ofMillis(10);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Set<String> KEY = Set.of(StoredMessage.UUID, StoredMessage.MESSAGE_ID);
    private static final Logger log = LoggerFactory.getLogger(Inbox.class);

    private final SqsQueue queue;
    private final DeadLetterQueue letters;
    private final Ledger ledger;
    private final PeerState tableState;
    private final PeerState deadLetterState;
    private final BatchWriter table;
    private final Batcher<StoredMessage> batcher;
    private final DeadLetters deadLetters;
    private final @Nullable MqttPublisher publisher;
    private final @Nullable Notifications notifications;
    private final QueueConsumer consumer;

    /**
     * Does no I/O.
     *
     * @param queue closed with this
     * @param letters where dead letters go, closed with this
     * @param parking takes what is to be parked
     * @param publisher of notifications, started and closed with this; null for none
     */
    Inbox(
            InboxProperties properties,
            SqsQueue queue,
            DeadLetterQueue letters,
            DynamoDbClient client,
            Parking parking,
            @Nullable MqttPublisher publisher,
            InstantSource clock,
            MeterRegistry registry) {
        this.queue = queue;
        this.letters = letters;
        this.publisher = publisher;
        this.ledger = new Ledger(
                "isobar.inbox", Tags.empty(), CAPACITY, BatchWriter.budgets(1).getFirst(), registry);
        this.tableState = new PeerState("table " + properties.table(), log);
        this.deadLetterState = new PeerState("dead-letter queue of " + queue.name(), log);
        this.table = BatchWriter.to(
                client, properties.table(), KEY, properties.connections(), BatchWriter.FOR_EVER, tableState);
        this.deadLetters = new DeadLetters(letters, parking, ledger, deadLetterState);
        this.notifications = publisher == null ? null : new Notifications(publisher, registry);
        Consumer<StoredMessage> told = notifications == null ? any -> {} : notifications;
        MessageStore store = new MessageStore(table, properties.retention(), clock, ledger, deadLetters, told);
        int batch = properties.connections() * BatchWriter.BATCH;
        this.batcher = new Batcher<>("isobar-inbox", batch, LINGER, ledger, store);
        MessageReader reader = new MessageReader(properties.uuidKey(), properties.messageIdKey());
        this.consumer = new QueueConsumer(
                queue,
                properties.connections(),
                new InboxTaker(queue.name(), reader, ledger, batcher::add, deadLetters));
    }

    void start() {
        if (publisher != null) publisher.start();
        if (notifications != null) notifications.start();
        batcher.start();
        deadLetters.start();
        consumer.start();
    }

    /** Takes no more messages; those that were taken go on. */
    void pause() {
        consumer.pause();
    }

    /** Lets what was taken settle for some seconds; the rest goes back to the queue. */
    @Override
    public void close() throws InterruptedException {
        if (!ledger.awaitNoneOpen(DRAIN))
            log.warn("not every message could be stored; the rest goes back to the queue");
        consumer.close();
        batcher.close();
        deadLetters.close();
        letters.close();
        table.close();
        if (notifications != null) notifications.close();
        if (publisher != null) publisher.close();
        queue.close();
    }

    boolean isReady() {
        return consumer.isReady()
                && tableState.failure().isEmpty()
                && deadLetterState.failure().isEmpty();
    }

    /** What does not work now, in words. */
    List<String> failures() {
        return Stream.of(
                        consumer.failures().stream(), tableState.failure().stream(), deadLetterState.failure().stream())
                .flatMap(failures -> failures)
                .toList();
    }

    int held() {
        return consumer.held();
    }
}
