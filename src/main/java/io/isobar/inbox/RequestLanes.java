package io.isobar.inbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work in lanes: what is in one lane is done in the order in which it came, by a virtual thread of the lane for as long as there
 * is some; lanes side by side, at most so many at the same time.
 */
final class RequestLanes implements AutoCloseable {

    /** A piece of work. */
    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }

    private static final Logger log = LoggerFactory.getLogger(RequestLanes.class);

    private final int most;
    private final Semaphore room;
    private final Semaphore atOnce;
    private final Map<String, Queue<Work>> lanes = new HashMap<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /**
     * @param atOnce how many pieces of work are done at the same time
     * @param waiting how many more there is room for
     */
    RequestLanes(int atOnce, int waiting) {
        this.most = atOnce + waiting;
        this.room = new Semaphore(most);
        this.atOnce = new Semaphore(atOnce, true);
    }

    /**
     * Takes a piece of work, as soon as there is room for it.
     *
     * @return false if there was none for so long
     */
    boolean accept(String lane, Work work, Duration patience) throws InterruptedException {
        if (!room.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) return false;
        synchronized (lanes) {
            Queue<Work> waiting = lanes.get(lane);
            if (waiting != null) {
                waiting.add(work);
                return true;
            }
            waiting = new ArrayDeque<>();
            waiting.add(work);
            lanes.put(lane, waiting);
        }
        Thread thread = Thread.ofVirtual().name("isobar-inbox-request").unstarted(() -> goAlong(lane));
        threads.add(thread);
        thread.start();
        return true;
    }

    int room() {
        return room.availablePermits();
    }

    private void goAlong(String lane) {
        try {
            for (Work work = next(lane); work != null; work = next(lane)) run(work);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            threads.remove(Thread.currentThread());
        }
    }

    private void run(Work work) throws InterruptedException {
        atOnce.acquire();
        try {
            work.run();
        } catch (RuntimeException fault) {
            // It must not be the end of its lane.
            log.error("a request cannot be answered", fault);
        } finally {
            atOnce.release();
            room.release();
        }
    }

    private @Nullable Work next(String lane) {
        synchronized (lanes) {
            Queue<Work> waiting = lanes.get(lane);
            Work next = waiting == null ? null : waiting.poll();
            if (next == null) lanes.remove(lane);
            return next;
        }
    }

    /** Waits until all that was taken is done; false if that takes longer than the given time. */
    boolean drain(Duration patience) throws InterruptedException {
        if (!room.tryAcquire(most, patience.toNanos(), TimeUnit.NANOSECONDS)) return false;
        room.release(most);
        return true;
    }

    /** Interrupts what is being done, and does nothing more. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
