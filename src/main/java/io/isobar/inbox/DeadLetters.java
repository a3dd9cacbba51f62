package io.isobar.inbox;

import io.isobar.pipeline.Batcher;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.ParkReason;
import io.isobar.pipeline.Parking;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.RetryPolicy;
import io.isobar.pipeline.Tracked;
import io.isobar.sqs.QueueFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the messages that can never be stored: each is parked with its reason first, then put into the dead-letter queue, and
 * closed only then; while that queue is away they wait. What it will never take is parked alone. The parked one is counted by
 * telemetry's ledger, for parking is one place for all.
 */
final class DeadLetters implements AutoCloseable {

    /** Where a dead letter goes besides parking. */
    @FunctionalInterface
    interface Queue {

        void send(String body) throws QueueFailure;
    }

    /** What parked messages say that they are of: the way back into it is the dead-letter queue. */
    private static final String FLOW = "inbox";

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
    private static final RetryPolicy RETRY = new RetryPolicy(Duration.ofMillis(200), Duration.ofSeconds(10));

    private final Queue queue;
    private final Parking parking;
    private final Ledger ledger;
    private final PeerState state;
    private final Batcher<ParkReason> letters;

    /**
     * @param parking takes what is to be parked
     * @param ledger of the inbox
     * @param state told of each letter that cannot be sent or can
     */
    DeadLetters(Queue queue, Parking parking, Ledger ledger, PeerState state) {
        this.queue = queue;
        this.parking = parking;
        this.ledger = ledger;
        this.state = state;
        this.letters = new Batcher<>("isobar-dead-letters", 1, Duration.ZERO, ledger, this::send);
    }

    void start() {
        letters.start();
    }

    /**
     * Waits until there is room among what is on its way to parking.
     *
     * @param delivery open in the ledger
     * @param why for the person who must mend its sender; without the payload
     */
    void put(Delivery delivery, ParkReason reason, String why) throws InterruptedException {
        Instant receivedAt = delivery.receivedAt();
        Delivery parked = new Delivery(
                delivery.topic(), delivery.payload(), receivedAt, () -> letters.add(new Tracked<>(reason, delivery)));
        parking.park(parked, FLOW, reason, why);
    }

    private void send(List<Tracked<ParkReason>> batch) throws InterruptedException {
        for (Tracked<ParkReason> letter : batch) {
            String body = new String(letter.delivery().payload(), StandardCharsets.UTF_8);
            RETRY.until(() -> isSent(body));
            ledger.parked(letter.delivery(), letter.value());
        }
    }

    private boolean isSent(String body) {
        try {
            queue.send(body);
            state.works();
            return true;
        } catch (QueueFailure e) {
            if (e.isForGood()) {
                log.warn(
                        "a message that cannot be stored is parked, and not in the dead-letter queue: {}",
                        e.getMessage());
                return true;
            }
            state.failed("a message that cannot be stored cannot be sent there: " + e.getMessage());
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        letters.close();
    }
}
