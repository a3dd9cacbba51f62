package io.isobar.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.isobar.metadata.Gathering.Wanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GatheringTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Gathering gathering = new Gathering(2, TIMEOUT);
    /** The clock may overflow. */
    private long now = Long.MAX_VALUE - Duration.ofMillis(50).toNanos();

    @Test
    void takeDue_nothingWaits_isNothing() {
        assertThat(due()).isEmpty();
        assertThat(gathering.quietFor(now)).isGreaterThan(Duration.ofDays(365));
    }

    @Test
    void takeDue_oneKeyAndNoCallUnderWay_waitsTenMilliseconds() {
        add("a");

        pass(9);
        assertThat(due()).isEmpty();
        assertThat(gathering.quietFor(now)).isEqualTo(Duration.ofMillis(1));
        pass(1);
        assertThat(due()).containsExactly("a");
    }

    @Test
    void takeDue_oneKeyAndACallUnderWay_waitsAHundredMilliseconds() {
        send("a");
        add("b");

        pass(99);
        assertThat(due()).isEmpty();
        assertThat(gathering.quietFor(now)).isEqualTo(Duration.ofMillis(1));
        pass(1);
        assertThat(due()).containsExactly("b");
    }

    @Test
    void takeDue_theCallUnderWayEnds_waitsNoLonger() {
        List<Wanted> first = send("a");
        add("b");
        pass(20);
        assertThat(due()).isEmpty();

        gathering.ended(first, List.of(), now);

        assertThat(due()).containsExactly("b");
    }

    @Test
    void takeDue_hundredKeys_areDueAtOnceTheOldestFirst() {
        for (int i = 0; i < 150; i++) add("key-" + i);

        assertThat(due()).hasSize(100).startsWith("key-0").endsWith("key-99");
        assertThat(due()).isEmpty();
        assertThat(gathering.waiting()).isEqualTo(50);
    }

    /** More of a burst may be on its way. */
    @Test
    void takeDue_theLastCallWasFull_waitsAHundredMillisecondsEvenIfItHasEnded() {
        for (int i = 0; i < 101; i++) add("key-" + i);
        gathering.ended(gathering.takeDue(now), List.of(), now);

        pass(99);
        assertThat(due()).isEmpty();
        pass(1);
        assertThat(due()).containsExactly("key-100");
    }

    /** Twenty keys a millisecond, with a pause of 150 ms after each 2,000. */
    @Test
    void takeDue_10000KeysInABurst_costsAHundredCallsAndAtMostATenthMore() {
        int calls = 0;
        for (int key = 0; key < 10_000; ) {
            for (int last = key + 20; key < last; key++) add("key-" + key);
            int pause = key % 2_000 == 0 ? 150 : 1;
            for (int i = 0; i < pause; i++) {
                List<Wanted> call = gathering.takeDue(now);
                if (!call.isEmpty()) {
                    calls++;
                    gathering.ended(call, List.of(), now);
                }
                pass(1);
            }
        }

        assertThat(gathering.waiting()).isZero();
        assertThat(calls).isBetween(100, 110);
    }

    @Test
    void takeDue_allCallsUnderWay_waitsForOneToEnd() {
        List<Wanted> first = send("a");
        send("b");
        for (int i = 0; i < 100; i++) add("key-" + i);
        pass(1000);
        assertThat(due()).isEmpty();
        assertThat(gathering.quietFor(now)).isGreaterThan(Duration.ofSeconds(3));

        gathering.ended(first, List.of(), now);

        assertThat(due()).hasSize(100);
    }

    @Test
    void add_keyThatWaits_isSentOnceAndAnswersAll() {
        var first = add("a");
        pass(5);
        var second = add("a");
        pass(5);

        List<Wanted> call = gathering.takeDue(now);
        call.forEach(wanted -> wanted.answer(Optional.empty()));

        assertThat(call).hasSize(1);
        assertThat(first).isCompletedWithValue(Optional.empty());
        assertThat(second).isCompletedWithValue(Optional.empty());
    }

    @Test
    void add_oneGivesUp_theOtherIsStillAnswered() {
        var impatient = add("a");
        var patient = add("a");
        impatient.cancel(true);
        pass(10);

        gathering.takeDue(now).forEach(wanted -> wanted.answer(Optional.empty()));

        assertThat(patient).isCompletedWithValue(Optional.empty());
    }

    @Test
    void add_keyThatIsSent_waitsForACallOfItsOwn() {
        send("a");
        add("a");

        pass(100);
        assertThat(due()).containsExactly("a");
    }

    @Test
    void add_consistently_holdsForAllOfTheKey() {
        gathering.add("a", true, now);
        gathering.add("a", false, now);
        gathering.add("b", false, now);
        pass(10);

        assertThat(gathering.takeDue(now))
                .extracting(wanted -> wanted.key, Wanted::consistently)
                .containsExactly(tuple("a", true), tuple("b", false));
    }

    @Test
    void takeDue_whoAskedHasGivenUp_isNotSent() {
        add("a").cancel(true);
        pass(10);

        assertThat(due()).isEmpty();
        assertThat(gathering.waiting()).isZero();
    }

    @Test
    void takeLate_afterTheTimeout_isWhatWaitsAndWhatIsSent() {
        send("a");
        send("b");
        add("c");

        pass(4890);
        assertThat(gathering.takeLate(now)).hasSize(1);
        assertThat(gathering.quietFor(now)).isEqualTo(Duration.ofMillis(10));
        pass(10);
        assertThat(gathering.takeLate(now)).hasSize(1);
        pass(100);
        assertThat(gathering.takeLate(now)).hasSize(1);
        assertThat(gathering.waiting()).isZero();
    }

    @Test
    void takeLate_anotherOneJoinedLater_keepsTheKey() {
        send("x");
        send("y");
        add("a");
        pass(1000);
        add("a");
        pass(4000);

        assertThat(gathering.takeLate(now)).hasSize(3);
        assertThat(gathering.waiting()).isEqualTo(1);
        pass(1000);
        assertThat(gathering.takeLate(now)).hasSize(1);
        assertThat(gathering.waiting()).isZero();
    }

    @Test
    void takeLate_answeredOnes_areNotAmongThem() {
        List<Wanted> call = send("a");
        gathering.ended(call, List.of(), now);

        pass(6000);
        assertThat(gathering.takeLate(now)).isEmpty();
    }

    @Test
    void ended_withUnprocessedKeys_sendsThemAloneAndEachTimeLater() {
        add("a");
        add("b");
        pass(10);
        List<Wanted> call = gathering.takeDue(now);
        List<Duration> pauses = new ArrayList<>();

        for (int tries = 0; tries < 5; tries++) {
            gathering.ended(call, call.subList(call.size() - 1, call.size()), now);
            pauses.add(gathering.quietFor(now));
            now += gathering.quietFor(now).toNanos();
            assertThat(due()).isEmpty();
            pass(10);
            call = gathering.takeDue(now);
            assertThat(call).extracting(wanted -> wanted.key).containsExactly("b");
        }

        assertThat(pauses.getFirst()).isBetween(Duration.ofMillis(25), Duration.ofMillis(50));
        assertThat(pauses.getLast()).isBetween(Duration.ofMillis(400), Duration.ofMillis(800));
    }

    @Test
    void ended_unprocessedKeyIsWantedAnew_isSentOnceForBoth() {
        CompletableFuture<?> first = gathering.add("a", true, now);
        pass(10);
        List<Wanted> call = gathering.takeDue(now);
        send("other");
        gathering.ended(call, call, now);
        CompletableFuture<?> second = add("a");
        pass(60);
        assertThat(due()).isEmpty();
        pass(100);

        List<Wanted> again = gathering.takeDue(now);
        again.forEach(wanted -> wanted.answer(Optional.empty()));

        assertThat(again).singleElement().matches(Wanted::consistently);
        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
    }

    @Test
    void ended_unprocessedUntilTheDeadline_isNotSentAgain() {
        List<Wanted> call = send("a");
        pass(4980);
        gathering.ended(call, call, now);
        pass(100);

        assertThat(gathering.takeLate(now)).hasSize(1);
        assertThat(due()).isEmpty();
    }

    @Test
    void takeAll_isEverythingThatIsNotAnswered() {
        send("a");
        add("b");

        assertThat(gathering.takeAll()).hasSize(2);
        pass(1000);
        assertThat(due()).isEmpty();
    }

    private CompletableFuture<Optional<DeviceMetadata>> add(String key) {
        return gathering.add(key, false, now);
    }

    /** Puts one key into a call of its own. */
    private List<Wanted> send(String key) {
        add(key);
        while (true) {
            List<Wanted> call = gathering.takeDue(now);
            if (!call.isEmpty()) return call;
            pass(10);
        }
    }

    private List<String> due() {
        return gathering.takeDue(now).stream().map(wanted -> wanted.key).toList();
    }

    private void pass(long milliseconds) {
        now += Duration.ofMillis(milliseconds).toNanos();
    }
}
