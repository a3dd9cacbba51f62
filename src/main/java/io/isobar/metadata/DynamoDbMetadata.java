package io.isobar.metadata;

import io.isobar.dynamodb.Keys;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Reads items of a DynamoDB table with a string hash key, up to 100 of them with one BatchGetItem.
 *
 * <p>A key that waits to be sent is asked for once, however many ask. One that is sent and is asked for again is fetched again,
 * because the item may have changed since. Keys that the table leaves unprocessed are asked for again, they alone, after a
 * while.
 *
 * <p>A find fails with the exception of the SDK, or with a {@link TimeoutException} if it has no answer in time, waiting to be
 * sent included. A call that nobody waits for any more still counts as one until the client ends it, so the client needs time
 * limits of its own. How many finds wait is bounded by those who ask.
 *
 * <p>One thread decides what is sent, and fails finds that are late; others make the calls, and complete what they answer.
 * Whatever depends on a find runs in these threads, and should not block.
 */
public final class DynamoDbMetadata implements MetadataLookup, AutoCloseable {

    private final ItemBatches items;
    private final String table;
    private final Duration timeout;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Gathering gathering;
    private final ExecutorService calls;
    private final Thread dispatcher;
    private boolean closed;
    private volatile boolean consistently;

    /**
     * @param key the name of the table's hash key, an attribute of type string
     * @param concurrency how many calls are made at the same time
     * @param timeout how long after it was asked a find fails that has no answer
     * @param consistently whether reads are consistent, until {@link #readConsistently} says otherwise
     */
    public DynamoDbMetadata(
            DynamoDbClient client,
            String table,
            String key,
            int concurrency,
            Duration timeout,
            boolean consistently,
            MeterRegistry registry) {
        this.items = new ItemBatches(client, table, key, registry);
        this.table = table;
        this.timeout = timeout;
        this.consistently = consistently;
        this.gathering = new Gathering(concurrency, timeout);
        this.calls = Executors.newFixedThreadPool(
                concurrency, Thread.ofPlatform().name("isobar-metadata-", 1).factory());
        this.dispatcher = Thread.ofPlatform().name("isobar-metadata").start(this::dispatch);
    }

    /**
     * Whether reads are consistent from now on, at twice the price. A find that is asked after this returned is answered by such
     * a read, also if its key was waiting already.
     */
    public void readConsistently(boolean consistently) {
        this.consistently = consistently;
    }

    @Override
    public CompletableFuture<Optional<DeviceMetadata>> find(String metakey) {
        if (!Keys.isHash(metakey)) return CompletableFuture.completedFuture(Optional.empty());
        lock.lock();
        try {
            if (closed) return CompletableFuture.failedFuture(closedFailure());
            CompletableFuture<Optional<DeviceMetadata>> answer =
                    gathering.add(metakey, consistently, System.nanoTime());
            if (gathering.waiting() == 1 || gathering.waiting() == Gathering.FULL) changed.signal();
            return answer;
        } finally {
            lock.unlock();
        }
    }

    private void dispatch() {
        try {
            while (true) {
                failLate();
                sendDue();
            }
        } catch (InterruptedException | RejectedExecutionException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void failLate() throws InterruptedException {
        List<Gathering.Find> late;
        lock.lockInterruptibly();
        try {
            late = gathering.takeLate(System.nanoTime());
        } finally {
            lock.unlock();
        }
        if (late.isEmpty()) return;
        TimeoutException failure =
                new TimeoutException("no answer from table " + table + " within " + readable(timeout));
        late.forEach(find -> find.answer.completeExceptionally(failure));
    }

    /** Waits if nothing is due. */
    private void sendDue() throws InterruptedException {
        List<Gathering.Wanted> due;
        lock.lockInterruptibly();
        try {
            due = gathering.takeDue(System.nanoTime());
            if (due.isEmpty()) {
                changed.awaitNanos(gathering.quietFor(System.nanoTime()).toNanos());
                return;
            }
        } finally {
            lock.unlock();
        }
        calls.execute(() -> call(due));
    }

    private void call(List<Gathering.Wanted> keys) {
        ItemBatches.Fetched fetched;
        try {
            // Asked only now, when no find can join these keys any more: what joined before is promised what holds now.
            boolean consistent = consistently || keys.stream().anyMatch(Gathering.Wanted::consistently);
            fetched = items.fetch(keys.stream().map(wanted -> wanted.key).toList(), consistent);
        } catch (Throwable failure) {
            ended(keys, List.of());
            keys.forEach(wanted -> wanted.fail(failure));
            return;
        }
        answer(keys, fetched);
    }

    private void answer(List<Gathering.Wanted> keys, ItemBatches.Fetched fetched) {
        Set<String> left = fetched.unprocessed();
        ended(keys, keys.stream().filter(wanted -> left.contains(wanted.key)).toList());
        keys.stream()
                .filter(wanted -> !left.contains(wanted.key))
                .forEach(wanted ->
                        wanted.answer(Optional.ofNullable(fetched.items().get(wanted.key))));
    }

    private void ended(List<Gathering.Wanted> keys, List<Gathering.Wanted> unprocessed) {
        lock.lock();
        try {
            gathering.ended(keys, unprocessed, System.nanoTime());
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private static String readable(Duration duration) {
        return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    private IllegalStateException closedFailure() {
        return new IllegalStateException("table " + table + " is not asked any more: closed");
    }

    /** Ends the threads; finds that are not answered fail. The client is closed by who made it. */
    @Override
    public void close() {
        List<Gathering.Find> open;
        lock.lock();
        try {
            closed = true;
            open = gathering.takeAll();
        } finally {
            lock.unlock();
        }
        dispatcher.interrupt();
        calls.shutdownNow();
        IllegalStateException failure = closedFailure();
        open.forEach(find -> find.answer.completeExceptionally(failure));
    }
}
