package io.isobar.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.pipeline.Acknowledgement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads around a queue in memory. */
@Timeout(60)
class QueueConsumerTest {

    /** Takes as many messages as it has room for, and keeps their acknowledgements. */
    private static final class Taken implements MessageTaker {

        final Map<String, Acknowledgement> acknowledgements = new ConcurrentHashMap<>();
        volatile int capacity = 100;
        volatile boolean isBroken;

        @Override
        public int room() {
            return Math.max(1, capacity - acknowledgements.size());
        }

        @Override
        public boolean take(QueueMessage message, Acknowledgement safe, Duration patience) {
            if (isBroken) throw new IllegalStateException("a fault");
            if (acknowledgements.size() >= capacity) return false;
            acknowledgements.put(message.id(), safe);
            return true;
        }
    }

    private final FakeQueue queue = new FakeQueue();
    private final Taken taken = new Taken();
    private final QueueConsumer consumer = new QueueConsumer(queue, 2, taken);

    @AfterEach
    void close() throws InterruptedException {
        consumer.close();
    }

    @Test
    void message_isDeletedOnlyWhenItIsSafe() {
        put(0, 25);
        consumer.start();
        await().until(() -> taken.acknowledgements.size() == 25);
        assertThat(queue.deletions).isEmpty();

        taken.acknowledgements.get("id-7").acknowledge();
        await().until(() -> queue.deleted().equals(List.of("handle-7")));
        taken.acknowledgements.values().forEach(Acknowledgement::acknowledge);

        await().until(() -> queue.deleted().size() == 25 && consumer.held() == 0);
        assertThat(queue.deleted()).doesNotHaveDuplicates();
    }

    @Test
    void pause_noRoom_givesBackWhatWasNotTaken() {
        taken.capacity = 3;
        put(0, 5);
        consumer.start();
        await().until(() -> taken.acknowledgements.size() == 3 && consumer.held() == 5);

        consumer.pause();

        await().until(() -> consumer.held() == 3);
        assertThat(queue.hidings).hasSize(2).allMatch(hiding -> hiding.endsWith(" 0"));
        assertThat(queue.deletions).isEmpty();
    }

    @Test
    void close_deletesWhatIsSafeAndGivesBackTheRest() throws InterruptedException {
        put(0, 4);
        consumer.start();
        await().until(() -> taken.acknowledgements.size() == 4);

        consumer.pause();
        taken.acknowledgements.get("id-1").acknowledge();
        consumer.close();

        assertThat(queue.deleted()).containsExactly("handle-1");
        assertThat(queue.hidings).containsExactlyInAnyOrder("handle-0 0", "handle-2 0", "handle-3 0");
    }

    @Test
    void close_whileTheQueueHasNothing_doesNotWaitForIt() throws InterruptedException {
        consumer.start();
        await().until(consumer::isReady);
        long start = System.nanoTime();

        consumer.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void queueIsAway_isNotReadyAndSaysWhy_untilItIsBack() {
        queue.failure = "away";
        consumer.start();
        await().until(() -> !consumer.failures().isEmpty());
        assertThat(consumer.isReady()).isFalse();
        assertThat(consumer.failures()).containsExactly("messages cannot be received: away");

        queue.failure = null;
        put(0, 1);

        await().until(() -> consumer.isReady() && taken.acknowledgements.size() == 1);
        assertThat(consumer.failures()).isEmpty();
    }

    /** At most two requests, one by each connection, in 50 ms. */
    @Test
    void emptyAnswers_thatComeAtOnce_areNotAskedForWithoutAPause() {
        queue.answersAtOnce = true;
        long start = System.nanoTime();
        consumer.start();

        await().until(() -> queue.requests.get() >= 22);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(400));
    }

    @Test
    void messageInHand_handedOutAgain_isNotTakenAgain() {
        put(0, 1);
        consumer.start();
        await().until(() -> taken.acknowledgements.size() == 1);
        Acknowledgement first = taken.acknowledgements.get("id-0");

        put(0, 2);
        await().until(() -> taken.acknowledgements.size() == 2);

        assertThat(taken.acknowledgements).containsEntry("id-0", first);
        assertThat(consumer.held()).isEqualTo(2);
    }

    @Test
    void takerIsBroken_messagesAreLeftToTheQueue_andTheNextOnesAreTaken() {
        taken.isBroken = true;
        put(0, 3);
        consumer.start();
        await().until(() -> queue.waiting.isEmpty() && consumer.held() == 0);

        taken.isBroken = false;
        put(3, 4);

        await().until(() -> taken.acknowledgements.containsKey("id-3"));
        assertThat(queue.deletions).isEmpty();
    }

    private void put(int from, int to) {
        for (int i = from; i < to; i++) queue.waiting.add(FakeQueue.message(i));
    }
}
