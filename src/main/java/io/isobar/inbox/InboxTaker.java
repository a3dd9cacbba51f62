package io.isobar.inbox;

import io.isobar.dynamodb.Unstorable;
import io.isobar.pipeline.Acknowledgement;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.Tracked;
import io.isobar.sqs.MessageTaker;
import io.isobar.sqs.QueueMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/** The queue's side of the inbox: counts each message in, reads it, and sends it on its way to the table or to the dead letters. */
final class InboxTaker implements MessageTaker {

    private final String queue;
    private final MessageReader reader;
    private final Ledger ledger;
    private final Consumer<Tracked<StoredMessage>> store;
    private final DeadLetters deadLetters;

    /** @param queue what parked messages are said to have come by, in place of a topic */
    InboxTaker(
            String queue,
            MessageReader reader,
            Ledger ledger,
            Consumer<Tracked<StoredMessage>> store,
            DeadLetters deadLetters) {
        this.queue = queue;
        this.reader = reader;
        this.ledger = ledger;
        this.store = store;
        this.deadLetters = deadLetters;
    }

    @Override
    public int room() {
        return ledger.room(1);
    }

    @Override
    public boolean take(QueueMessage message, Acknowledgement safe, Duration patience) throws InterruptedException {
        byte[] body = message.body().getBytes(StandardCharsets.UTF_8);
        Delivery delivery = new Delivery(queue, body, message.sentAt(), safe);
        if (!ledger.open(delivery, patience)) return false;
        try {
            store.accept(new Tracked<>(read(message), delivery));
        } catch (Unstorable e) {
            deadLetters.put(delivery, e.reason(), e.why());
        }
        return true;
    }

    private StoredMessage read(QueueMessage message) throws Unstorable {
        try {
            return reader.read(message);
        } catch (RuntimeException fault) {
            throw Unstorable.byFault(fault);
        }
    }
}
