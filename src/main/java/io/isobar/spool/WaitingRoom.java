package io.isobar.spool;

import io.isobar.journal.Journal;
import io.isobar.journal.JournalException;
import io.isobar.pipeline.Acknowledgement;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.RetryPolicy;
import io.isobar.pipeline.Sink;
import io.isobar.pipeline.Tracked;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * Messages on disk that wait for their metadata, so that they take neither memory nor the room of others. One thread puts them
 * in, another takes them out.
 */
public final class WaitingRoom implements Sink<Delivery> {

    private static final JsonMapper JSON = new JsonMapper();
    private static final RetryPolicy RETRY = new RetryPolicy(Duration.ofMillis(100), Duration.ofSeconds(5));

    private final DiskQueue queue;

    /**
     * @param journal what is in it already counts as received
     * @param state told of each batch that could be kept or not
     */
    WaitingRoom(Journal journal, SpoolLimits limits, Ledger ledger, PeerState state) {
        this.queue = new DiskQueue(journal, limits, ledger, state);
    }

    /** Keeps messages and closes their deliveries. While the disk takes nothing they wait, open. */
    @Override
    public void write(List<Tracked<Delivery>> batch) throws InterruptedException {
        List<Delivery> deliveries = batch.stream().map(Tracked::delivery).toList();
        List<byte[]> messages = deliveries.stream().map(WaitingRoom::bytes).toList();
        RETRY.until(() -> queue.keep(deliveries, messages));
    }

    private static byte[] bytes(Delivery delivery) {
        return JSON.writeValueAsBytes(new WaitingMessage(delivery.receivedAt(), delivery.topic(), delivery.payload()));
    }

    /** Waits until there are messages. */
    void awaitAny() throws InterruptedException {
        queue.awaitAny();
    }

    /** The oldest messages with at least the given number. */
    List<Journal.Entry> read(long from, int most) {
        return queue.read(from, most);
    }

    /** @param closed told when the message is safe elsewhere */
    static Delivery delivery(Journal.Entry entry, Acknowledgement closed) {
        WaitingMessage message = JSON.readValue(entry.value(), WaitingMessage.class);
        return Delivery.fromSpool(message.topic(), message.payload(), message.receivedAt(), closed);
    }

    /** Removes messages that are safe elsewhere. */
    void remove(List<Long> numbers) {
        queue.remove(numbers);
    }

    /** The disk does not do what it is asked. */
    void failed(JournalException why) {
        queue.failed(why);
    }

    /** How many messages wait. */
    public long count() {
        return queue.count();
    }
}
