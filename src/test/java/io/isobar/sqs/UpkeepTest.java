package io.isobar.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is asked of a queue about the messages in hand, by a clock that only moves when it is told to. */
class UpkeepTest {

    private final AtomicLong now = new AtomicLong(-5);
    private final FakeQueue queue = new FakeQueue();
    private final HeldMessages held = new HeldMessages(100, now::get);
    private final Upkeep upkeep = new Upkeep(queue, held, now::get);

    @Test
    void delete_safeMessages_tenAtATime() throws InterruptedException {
        received(25).forEach(held::safe);

        for (int i = 0; i < 3; i++)
            assertThat(upkeep.delete(held.takeDeletable())).isTrue();

        assertThat(queue.deletions).extracting(List::size).containsExactly(10, 10, 5);
        assertThat(held.size()).isZero();
    }

    @Test
    void safe_calledTwice_isDeletedOnce() throws InterruptedException {
        Held message = received(1).getFirst();
        held.safe(message);
        held.safe(message);

        upkeep.delete(held.takeDeletable());
        held.safe(message);
        held.close();

        assertThat(held.takeDeletable()).isEmpty();
        assertThat(queue.deleted()).containsExactly("handle-0");
    }

    @Test
    void delete_oneIsRefused_itIsTriedAgainUntilOthersMayHaveIt() throws InterruptedException {
        received(3).forEach(held::safe);
        queue.refused.add("handle-1");

        assertThat(upkeep.delete(held.takeDeletable())).isFalse();
        assertThat(upkeep.failures()).containsExactly("refused");
        assertThat(upkeep.delete(held.takeDeletable())).isFalse();
        advance(FakeQueue.VISIBILITY);
        upkeep.delete(held.takeDeletable());

        assertThat(queue.deletions)
                .containsExactly(List.of("handle-0", "handle-1", "handle-2"), List.of("handle-1"), List.of("handle-1"));
        assertThat(held.size()).isZero();
    }

    @Test
    void delete_oneIsRefusedForGood_isNotTriedAgain() throws InterruptedException {
        received(2).forEach(held::safe);
        queue.refused.add("handle-1");
        queue.refusesForGood = true;

        assertThat(upkeep.delete(held.takeDeletable())).isTrue();
        assertThat(held.size()).isZero();
    }

    @Test
    void delete_queueIsAway_isTriedAgainWhenItIsBack() throws InterruptedException {
        received(2).forEach(held::safe);
        queue.failure = "away";
        assertThat(upkeep.delete(held.takeDeletable())).isFalse();
        assertThat(upkeep.failures()).containsExactly("away");

        queue.failure = null;
        assertThat(upkeep.delete(held.takeDeletable())).isTrue();

        assertThat(upkeep.failures()).isEmpty();
        assertThat(queue.deleted()).containsExactlyInAnyOrder("handle-0", "handle-1");
    }

    @Test
    void hideAgain_halfOfTheTimeIsOver_hidesAllThatAreOnTheirWay() {
        List<Held> messages = received(12);
        held.safe(messages.getFirst());
        upkeep.hideAgain(FakeQueue.VISIBILITY);
        assertThat(queue.hidings).isEmpty();

        advance(Duration.ofSeconds(15));
        upkeep.hideAgain(FakeQueue.VISIBILITY);
        upkeep.hideAgain(FakeQueue.VISIBILITY);

        assertThat(queue.hidings)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(1, 12)
                        .mapToObj(i -> "handle-" + i + " 30")
                        .toList());
    }

    @Test
    void hideAgain_queueIsAway_isTriedAgain() {
        received(1);
        advance(Duration.ofSeconds(15));
        queue.failure = "away";
        upkeep.hideAgain(FakeQueue.VISIBILITY);
        assertThat(upkeep.failures()).containsExactly("away");

        queue.failure = null;
        upkeep.hideAgain(FakeQueue.VISIBILITY);

        assertThat(queue.hidings).containsExactly("handle-0 30");
        assertThat(upkeep.failures()).isEmpty();
    }

    @Test
    void hideAgain_refusedForGood_isLeftAloneUntilItIsHandedOutAgain() {
        received(1);
        advance(Duration.ofSeconds(15));
        queue.refused.add("handle-0");
        queue.refusesForGood = true;
        upkeep.hideAgain(FakeQueue.VISIBILITY);
        upkeep.hideAgain(FakeQueue.VISIBILITY);
        assertThat(queue.hidings).hasSize(1);

        queue.refused.clear();
        held.received(FakeQueue.message(0), FakeQueue.VISIBILITY);
        advance(Duration.ofSeconds(15));
        upkeep.hideAgain(FakeQueue.VISIBILITY);

        assertThat(queue.hidings).hasSize(2);
    }

    @Test
    void received_aSecondTime_isTheSameMessageWithTheNewHandle() throws InterruptedException {
        Held message = received(1).getFirst();
        QueueMessage again = FakeQueue.message(0);

        Held second = held.received(
                new QueueMessage(again.id(), "newer", again.body(), again.sentAt()), FakeQueue.VISIBILITY);
        held.safe(message);
        upkeep.delete(held.takeDeletable());

        assertThat(second).isNull();
        assertThat(queue.deleted()).containsExactly("newer");
    }

    @Test
    void giveBack_showsThemAtOnce() {
        upkeep.giveBack(received(2));

        assertThat(queue.hidings).containsExactly("handle-0 0", "handle-1 0");
        assertThat(held.size()).isZero();
    }

    @Test
    void room_isLessThanWhatIsInHand() {
        received(40);

        assertThat(held.room()).isEqualTo(60);
    }

    private List<Held> received(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> held.received(FakeQueue.message(i), FakeQueue.VISIBILITY))
                .toList();
    }

    private void advance(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
