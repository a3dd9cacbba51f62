package io.isobar.pipeline;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers values into batches and hands them to a {@link Sink}, on one thread of its own.
 *
 * <p>A batch is sent when it is full, when it has waited for the linger, or when nothing more is on its way. The last rule
 * is what keeps a broker's delivery window open: with 100 unacknowledged messages allowed and all of them in this batch,
 * waiting any longer would bring nothing. While a batch is being written the next one gathers, so batches grow with the load;
 * and for a millisecond after one was sent no other is, unless it is full, for a request costs as much as some hundred points.
 * Whoever adds a value wakes the thread only if a batch is ready by that: waking it for each value costs more than all else.
 *
 * <p>The queue is bounded by the number of deliveries that the {@link Ledger} lets in, and a page out of the spool and one
 * out of the waiting room besides, so adding never blocks.
 */
public final class Batcher<T> implements AutoCloseable {

    /** How many values out of the spool may be on their way at once, besides those that the ledger bounds. */
    public static final int SPOOL_PAGE = 5_000;
    /** How many values out of the waiting room may be, likewise. */
    public static final int WAITING_PAGE = 1_000;

    private static final Logger log = LoggerFactory.getLogger(Batcher.class);
    private static final long PAUSE = Duration.ofMillis(1).toNanos();

    /** Also the lock of all that changes. */
    private final Queue<Tracked<T>> queue = new ArrayDeque<>();

    private final int capacity;
    /** Whether the thread looks at what comes, and does not write. */
    private boolean awaited;
    /** By the monotonic clock, when the next batch may be sent that is not full. */
    private long notBefore = System.nanoTime();

    private final int batchSize;
    private final Duration linger;
    private final Ledger ledger;
    private final Sink<T> sink;
    private final Worker worker;

    /**
     * @param batchSize the most values in one batch, at least 1
     * @param linger the longest time that a batch waits for values that are on their way
     * @param ledger knows how many deliveries are on their way, and how many can be
     */
    public Batcher(String name, int batchSize, Duration linger, Ledger ledger, Sink<T> sink) {
        if (batchSize < 1) throw new IllegalArgumentException("batch size " + batchSize + " is less than 1");
        this.capacity = ledger.capacity() + SPOOL_PAGE + WAITING_PAGE;
        this.batchSize = batchSize;
        this.linger = linger;
        this.ledger = ledger;
        this.sink = sink;
        this.worker = new Worker(name, this::run);
    }

    public void start() {
        worker.start();
    }

    /** @throws IllegalStateException if more values are waiting than deliveries can be open: a fault in the caller */
    public void add(Tracked<T> value) {
        synchronized (queue) {
            if (queue.size() == capacity) throw new IllegalStateException("more values than can be open: " + capacity);
            queue.add(value);
            if (awaited && (queue.size() == 1 || isReady())) queue.notify();
        }
    }

    /** Stops the thread. What is still waiting is not written and not acknowledged, so it will be delivered again. */
    @Override
    public void close() throws InterruptedException {
        worker.close();
    }

    private void run() throws InterruptedException {
        while (true) write(gather());
    }

    /** A fault of the sink costs one batch, which stays open and is delivered again, and not all that come after. */
    private void write(List<Tracked<T>> batch) throws InterruptedException {
        try {
            sink.write(batch);
        } catch (RuntimeException e) {
            log.error("a batch of {} cannot be written; what is open of it stays unacknowledged", batch.size(), e);
        }
    }

    private List<Tracked<T>> gather() throws InterruptedException {
        synchronized (queue) {
            awaited = true;
            while (queue.isEmpty()) queue.wait();
            long deadline = System.nanoTime() + linger.toNanos();
            for (long left = linger.toNanos(); left > 0 && !isReady(); left = deadline - System.nanoTime()) {
                long pause = untilNext();
                TimeUnit.NANOSECONDS.timedWait(queue, pause > 0 ? Math.min(left, pause) : left);
            }
            awaited = false;
            notBefore = System.nanoTime() + PAUSE;
            return take(Math.min(batchSize, queue.size()));
        }
    }

    /** Under the lock. */
    private boolean isReady() {
        if (queue.size() >= batchSize) return true;
        boolean nothingMoreIsOnItsWay = ledger.open() <= queue.size();
        return nothingMoreIsOnItsWay && untilNext() <= 0;
    }

    private long untilNext() {
        return notBefore - System.nanoTime();
    }

    private List<Tracked<T>> take(int count) {
        List<Tracked<T>> batch = new ArrayList<>(count);
        for (int i = 0; i < count; i++) batch.add(queue.remove());
        return batch;
    }
}
