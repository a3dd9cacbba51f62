package io.isobar.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestLanesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(50);

    @Test
    void accept_workOfOneLane_isDoneInOrder() throws InterruptedException {
        Map<String, Queue<Integer>> done = new ConcurrentHashMap<>();
        try (RequestLanes lanes = new RequestLanes(8, 4)) {
            for (int i = 0; i < 20_000; i++) {
                int number = i;
                String lane = "lane" + i % 7;
                RequestLanes.Work work = () -> done.computeIfAbsent(lane, any -> new ConcurrentLinkedQueue<>())
                        .add(number);
                assertThat(lanes.accept(lane, work, PATIENCE)).isTrue();
            }

            assertThat(lanes.drain(PATIENCE)).isTrue();
            assertThat(lanes.room()).isEqualTo(12);
        }
        for (int lane = 0; lane < 7; lane++) {
            int first = lane;
            List<Integer> expected = IntStream.range(0, 20_000)
                    .filter(i -> i % 7 == first)
                    .boxed()
                    .toList();
            assertThat(done.get("lane" + lane)).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void accept_workOfOtherLanes_isDoneAtTheSameTimeUpToTheMost() throws InterruptedException {
        CountDownLatch three = new CountDownLatch(3);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger mostAtOnce = new AtomicInteger();
        try (RequestLanes lanes = new RequestLanes(3, 10)) {
            for (int i = 0; i < 10; i++) {
                lanes.accept(
                        "lane" + i,
                        () -> {
                            mostAtOnce.accumulateAndGet(now.incrementAndGet(), Math::max);
                            three.countDown();
                            goOn.await();
                            now.decrementAndGet();
                        },
                        PATIENCE);
            }
            three.await();
            goOn.countDown();
            assertThat(lanes.drain(PATIENCE)).isTrue();
        }

        assertThat(mostAtOnce).hasValue(3);
    }

    @Test
    void accept_noRoom_refusesUntilThereIsSome() throws InterruptedException {
        CountDownLatch goOn = new CountDownLatch(1);
        try (RequestLanes lanes = new RequestLanes(1, 1)) {
            assertThat(lanes.accept("a", goOn::await, Duration.ZERO)).isTrue();
            assertThat(lanes.accept("b", goOn::await, Duration.ZERO)).isTrue();
            assertThat(lanes.room()).isZero();
            assertThat(lanes.accept("c", goOn::await, Duration.ofMillis(1))).isFalse();
            assertThat(lanes.drain(Duration.ofMillis(1))).isFalse();

            goOn.countDown();
            assertThat(lanes.accept("c", goOn::await, PATIENCE)).isTrue();
            assertThat(lanes.drain(PATIENCE)).isTrue();
        }
    }

    @Test
    void close_workThatDoesNotEnd_isInterrupted() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        RequestLanes lanes = new RequestLanes(1, 1);
        lanes.accept(
                "a",
                () -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        interrupted.countDown();
                    }
                },
                PATIENCE);
        begun.await();

        lanes.close();

        interrupted.await();
    }
}
