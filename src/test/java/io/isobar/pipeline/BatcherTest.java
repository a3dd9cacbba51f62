package io.isobar.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatcherTest {

    private static final Duration FOR_EVER = Duration.ofHours(1);
    private static final String THREAD = "batcher-under-test";

    private final Ledger ledger = new Ledger(2000, 1 << 20, new SimpleMeterRegistry());
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final BlockingQueue<List<Integer>> batches = new LinkedBlockingQueue<>();
    private final Semaphore allowedWrites = new Semaphore(Integer.MAX_VALUE);
    private @Nullable Batcher<Integer> batcher;

    @AfterEach
    void close() throws InterruptedException {
        if (batcher != null) batcher.close();
    }

    @Test
    void add_batchIsFull_isSentThoughMoreIsOnItsWay() throws InterruptedException {
        started(3, FOR_EVER);
        open();

        add(1, 2, 3);

        assertThat(nextBatch()).containsExactly(1, 2, 3);
    }

    @Test
    void add_nothingMoreIsOnItsWay_isSentAtOnce() throws InterruptedException {
        started(100, FOR_EVER);

        add(1, 2);

        assertThat(nextBatch()).containsExactly(1, 2);
    }

    @Test
    void add_moreIsOnItsWay_waitsForIt() throws InterruptedException {
        started(100, FOR_EVER);
        Delivery second = open();
        add(1);
        awaitLingering();

        assertThat(batches).isEmpty();
        batcher.add(new Tracked<>(2, second));

        assertThat(nextBatch()).containsExactly(1, 2);
    }

    @Test
    void add_lingerIsOver_isSentThoughMoreIsOnItsWay() throws InterruptedException {
        started(100, Duration.ofMillis(1));
        open();

        add(1);

        assertThat(nextBatch()).containsExactly(1);
    }

    @Test
    void add_whileABatchIsWritten_gathersTheNext() throws InterruptedException {
        allowedWrites.drainPermits();
        started(3, FOR_EVER);
        add(1);
        assertThat(nextBatch()).containsExactly(1);

        add(2, 3, 4, 5);
        assertThat(batches).isEmpty();
        allowedWrites.release(3);

        assertThat(nextBatch()).containsExactly(2, 3, 4);
        assertThat(nextBatch()).containsExactly(5);
    }

    @Test
    void add_manyValues_keepsTheirOrder() throws InterruptedException {
        started(7, Duration.ofMillis(1));

        add(IntStream.range(0, 1000).toArray());

        List<Integer> all = new ArrayList<>();
        while (all.size() < 1000) all.addAll(nextBatch());
        assertThat(all).isSorted().hasSize(1000);
        assertThat(ledger.awaitNoneOpen(Duration.ofSeconds(30))).isTrue();
        assertThat(acknowledged).hasValue(1000);
    }

    @Test
    void add_moreThanCanBeOpen_isAFaultOfTheCaller() {
        Ledger narrow = new Ledger(1, 1 << 20, new SimpleMeterRegistry());
        Batcher<Integer> idle = new Batcher<>(THREAD, 10, FOR_EVER, narrow, batch -> {});
        for (int i = 0; i < 1 + Batcher.SPOOL_PAGE + Batcher.WAITING_PAGE; i++) idle.add(new Tracked<>(i, delivery()));

        assertThatThrownBy(() -> idle.add(new Tracked<>(0, delivery()))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void close_lingering_leavesWhatWaitsUnwrittenAndUnacknowledged() throws InterruptedException {
        started(100, FOR_EVER);
        open();
        add(1, 2);
        awaitLingering();

        batcher.close();

        assertThat(batches).isEmpty();
        assertThat(acknowledged).hasValue(0);
        assertThat(ledger.open()).isEqualTo(3);
    }

    @Test
    void close_writing_interruptsTheWriteAndLeavesItsDeliveriesOpen() throws InterruptedException {
        allowedWrites.drainPermits();
        started(1, FOR_EVER);
        add(1, 2);
        assertThat(nextBatch()).containsExactly(1);

        batcher.close();

        assertThat(batches).isEmpty();
        assertThat(acknowledged).hasValue(0);
        assertThat(ledger.open()).isEqualTo(2);
    }

    @Test
    void close_neverStarted_returns() throws InterruptedException {
        Batcher<Integer> idle = new Batcher<>(THREAD, 1, FOR_EVER, ledger, batch -> {});

        idle.close();

        assertThat(ledger.open()).isZero();
    }

    /** One fault must not stop everything behind it without a word: its own deliveries stay open, the rest goes on. */
    @Test
    void write_failsUnexpectedly_laterBatchesAreStillWritten() throws InterruptedException {
        AtomicInteger writes = new AtomicInteger();
        start(new Batcher<>(THREAD, 1, FOR_EVER, ledger, batch -> {
            if (writes.incrementAndGet() == 1) throw new IllegalStateException("a fault of the sink");
            write(batch);
        }));

        add(1, 2);

        assertThat(batches.poll(5, TimeUnit.SECONDS)).containsExactly(2);
    }

    @Test
    void batchSize_zero_isRefused() {
        assertThatThrownBy(() -> new Batcher<Integer>(THREAD, 0, FOR_EVER, ledger, batch -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void started(int batchSize, Duration linger) {
        start(new Batcher<>(THREAD, batchSize, linger, ledger, this::write));
    }

    private void start(Batcher<Integer> made) {
        batcher = made;
        made.start();
    }

    private void write(List<Tracked<Integer>> batch) throws InterruptedException {
        batches.add(batch.stream().map(Tracked::value).toList());
        allowedWrites.acquire();
        batch.forEach(value -> ledger.written(value.delivery()));
    }

    /** Opens a delivery for each value before it adds the first. */
    private void add(int... values) throws InterruptedException {
        List<Tracked<Integer>> tracked = new ArrayList<>();
        for (int value : values) tracked.add(new Tracked<>(value, open()));
        tracked.forEach(batcher::add);
    }

    private Delivery open() throws InterruptedException {
        Delivery delivery = delivery();
        ledger.open(delivery, Duration.ZERO);
        return delivery;
    }

    private Delivery delivery() {
        return new Delivery("/pressure/data", new byte[0], Instant.EPOCH, acknowledged::incrementAndGet);
    }

    private List<Integer> nextBatch() throws InterruptedException {
        return batches.poll(30, TimeUnit.SECONDS);
    }

    /** An idle batcher waits without a limit, a lingering one with one. */
    private static void awaitLingering() {
        Thread thread = Thread.getAllStackTraces().keySet().stream()
                .filter(any -> any.getName().equals(THREAD))
                .findFirst()
                .orElseThrow();
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }
}
