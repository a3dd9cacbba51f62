package io.isobar.inbox;

import io.isobar.dynamodb.BatchWriter;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.ParkReason;
import io.isobar.pipeline.Sink;
import io.isobar.pipeline.Tracked;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Puts messages into the table, and tells of each that is there. */
final class MessageStore implements Sink<StoredMessage> {

    private final BatchWriter table;
    private final Duration retention;
    private final InstantSource clock;
    private final Ledger ledger;
    private final DeadLetters deadLetters;
    private final Consumer<StoredMessage> notifications;

    /**
     * @param retention after which the table may remove a message; zero for never
     * @param notifications told of each message that the table has
     */
    MessageStore(
            BatchWriter table,
            Duration retention,
            InstantSource clock,
            Ledger ledger,
            DeadLetters deadLetters,
            Consumer<StoredMessage> notifications) {
        this.table = table;
        this.retention = retention;
        this.clock = clock;
        this.ledger = ledger;
        this.deadLetters = deadLetters;
        this.notifications = notifications;
    }

    @Override
    public void write(List<Tracked<StoredMessage>> batch) throws InterruptedException {
        table.write(batch.stream().map(this::put).toList(), new BatchWriter.Outcome<>() {

            @Override
            public void stored(Tracked<StoredMessage> message) {
                ledger.written(message.delivery());
                notifications.accept(message.value());
            }

            @Override
            public void refused(Tracked<StoredMessage> message, ParkReason reason, String why)
                    throws InterruptedException {
                deadLetters.put(message.delivery(), reason, why);
            }
        });
    }

    private BatchWriter.Put<Tracked<StoredMessage>> put(Tracked<StoredMessage> message) {
        Delivery delivery = message.delivery();
        Map<String, AttributeValue> item = message.value().item();
        if (!retention.isZero()) {
            long seconds = clock.instant().plus(retention).getEpochSecond();
            item.put(StoredMessage.EXPIRES_AT, AttributeValue.fromN(Long.toString(seconds)));
        }
        return new BatchWriter.Put<>(message, item, delivery.payload().length);
    }
}
