package io.isobar.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.pipeline.ByteBudget;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.ParkReason;
import io.isobar.pipeline.PeerState;
import io.isobar.sqs.QueueFailure;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class DeadLettersTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Ledger ledger = new Ledger("isobar.inbox", Tags.empty(), 10, new ByteBudget(1_000), registry);
    private final PeerState state = new PeerState("dead-letter queue", LoggerFactory.getLogger(DeadLettersTest.class));
    private final List<String> letters = new CopyOnWriteArrayList<>();
    private final List<String> parked = new ArrayList<>();
    private final List<String> acknowledged = new CopyOnWriteArrayList<>();

    @Test
    void put_letter_isParkedThenSentThenClosed() throws InterruptedException {
        put(letters::add, "a", "b");

        assertThat(parked).containsExactly("inbox NOT_JSON why", "inbox NOT_JSON why");
        assertThat(letters).containsExactly("a", "b");
        assertThat(acknowledged).containsExactly("a", "b");
    }

    @Test
    void put_queueAway_isSentWhenItIsBack() throws InterruptedException {
        AtomicInteger tries = new AtomicInteger();
        put(
                letter -> {
                    if (tries.incrementAndGet() < 3) throw new QueueFailure("away");
                    letters.add(letter);
                },
                "a");

        assertThat(letters).containsExactly("a");
        assertThat(acknowledged).containsExactly("a");
        assertThat(state.failure()).isEmpty();
    }

    /** A letter that is too long for that queue must not hold up those after it. */
    @Test
    void put_letterThatTheQueueWillNeverTake_isParkedAlone() throws InterruptedException {
        put(
                letter -> {
                    if (letter.equals("long")) throw new QueueFailure("too long", new IllegalStateException(), true);
                    letters.add(letter);
                },
                "long",
                "b");

        assertThat(letters).containsExactly("b");
        assertThat(parked).hasSize(2);
        assertThat(acknowledged).containsExactly("long", "b");
    }

    private void put(DeadLetters.Queue queue, String... messages) throws InterruptedException {
        try (DeadLetters dead = new DeadLetters(queue, this::park, ledger, state)) {
            dead.start();
            for (String message : messages) {
                byte[] payload = message.getBytes(StandardCharsets.UTF_8);
                Delivery delivery = new Delivery("q", payload, Instant.EPOCH, () -> acknowledged.add(message));
                ledger.open(delivery, Duration.ZERO);
                dead.put(delivery, ParkReason.NOT_JSON, "why");
            }
            assertThat(ledger.awaitNoneOpen(PATIENCE)).isTrue();
        }
    }

    /** Parks at once. */
    private boolean park(Delivery delivery, @Nullable String flow, ParkReason reason, String why, Duration patience)
            throws InterruptedException {
        parked.add(flow + " " + reason + " " + why);
        Ledger telemetry = new Ledger(1, 1_000, new SimpleMeterRegistry());
        telemetry.open(delivery, patience);
        telemetry.parked(delivery, reason);
        return true;
    }
}
