package io.isobar.spool;

import io.isobar.journal.Journal;
import io.isobar.journal.JournalException;
import io.isobar.pipeline.Batcher;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.RetryPolicy;
import io.isobar.pipeline.Worker;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries the messages of the {@link WaitingRoom} again, from the oldest to the newest and again from the oldest, on one thread of
 * its own. A page of which all must go on waiting is followed by a pause of nine times what it took (a second at most), so that a long
 * backlog takes a tenth of a core; a round of such pages by a pause of up to five seconds.
 */
public final class WaitingDrain implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WaitingDrain.class);
    private static final RetryPolicy RETRY = new RetryPolicy(Duration.ofMillis(200), Duration.ofSeconds(5));

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    /** For a page that is under way when it is to end. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final WaitingRoom room;
    private final Function<Delivery, CompletableFuture<Boolean>> again;
    /** What is safe elsewhere and must still be removed: tried a second time it would be counted, or parked, twice. */
    private final Queue<Long> closed = new ConcurrentLinkedQueue<>();

    /** Held while a page is under way; fair, so that the end comes before the next page. */
    private final ReentrantLock underWay = new ReentrantLock(true);

    private final Worker worker = new Worker("isobar-waiting", this::run);

    /** @param again tries a message; true if it will be closed, false if it must go on waiting */
    public WaitingDrain(WaitingRoom room, Function<Delivery, CompletableFuture<Boolean>> again) {
        this.room = room;
        this.again = again;
    }

    public void start() {
        worker.start();
    }

    /** Stops the thread, if it can between two pages; of one that is under way, what is not safe yet stays in the waiting room. */
    @Override
    public void close() throws InterruptedException {
        boolean between = underWay.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        try {
            worker.close();
        } finally {
            if (between) underWay.unlock();
        }
    }

    private void run() throws InterruptedException {
        try {
            while (true) {
                room.awaitAny();
                RETRY.until(this::isRoundOfUse);
            }
        } finally {
            removeBeforeTheEnd();
        }
    }

    /** Whether any message could go. */
    private boolean isRoundOfUse() throws InterruptedException {
        try {
            boolean ofUse = removeClosed();
            long from = 0;
            while (true) {
                List<Journal.Entry> page = room.read(from, Batcher.WAITING_PAGE);
                if (page.isEmpty()) return ofUse;
                long began = System.nanoTime();
                if (couldGo(page)) ofUse = true;
                else pauseSince(began);
                from = page.getLast().number() + 1;
            }
        } catch (JournalException e) {
            room.failed(e);
            return false;
        } catch (RuntimeException e) {
            log.error("messages that wait for their metadata cannot be taken out; trying again", e);
            return false;
        }
    }

    /** Whether any message of the page could go. */
    private boolean couldGo(List<Journal.Entry> page) throws InterruptedException {
        underWay.lockInterruptibly();
        try {
            tryAgain(page);
            return removeClosed();
        } finally {
            underWay.unlock();
        }
    }

    private static void pauseSince(long began) throws InterruptedException {
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        Thread.sleep(Collections.min(List.of(took.multipliedBy(9), LONGEST_PAUSE)));
    }

    private void removeBeforeTheEnd() {
        try {
            removeClosed();
        } catch (JournalException e) {
            room.failed(e);
        }
    }

    /** Whether there were any. */
    private boolean removeClosed() {
        List<Long> numbers = List.copyOf(closed);
        if (numbers.isEmpty()) return false;
        room.remove(numbers);
        closed.removeAll(Set.copyOf(numbers));
        return true;
    }

    /** Returns when each message of the page is safe elsewhere, or must go on waiting. */
    private void tryAgain(List<Journal.Entry> page) throws InterruptedException {
        CountDownLatch open = new CountDownLatch(page.size());
        List<CompletableFuture<Boolean>> tried = page.stream()
                .map(entry -> again.apply(WaitingRoom.delivery(entry, () -> {
                    closed.add(entry.number());
                    open.countDown();
                })))
                .toList();
        for (CompletableFuture<Boolean> going : tried) if (!isGoing(going)) open.countDown();
        open.await();
    }

    private static boolean isGoing(CompletableFuture<Boolean> tried) throws InterruptedException {
        try {
            return tried.get();
        } catch (ExecutionException e) {
            log.error("a message that waits for its metadata cannot be tried again and goes on waiting", e);
            return false;
        }
    }
}
