package io.isobar.metadata;

import io.isobar.pipeline.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Gathers finds of many keys into calls, and says when the next call is due: when it is full, when its oldest key has waited
 * 10 ms while none is under way and the last one was not full, or when that has waited 100 ms. So a single key waits little, and
 * the more come the fewer calls they cost.
 *
 * <p>Knows neither threads nor a table: whoever uses it tells it the time, in nanoseconds of {@link System#nanoTime}, holds one
 * lock around all of it, and completes the answers without that lock.
 */
final class Gathering {

    /** What BatchGetItem takes at most. */
    static final int FULL = 100;

    private static final long LINGER = Duration.ofMillis(10).toNanos();
    private static final long LINGER_WHILE_BUSY = Duration.ofMillis(100).toNanos();
    private static final RetryPolicy RETRY = new RetryPolicy(Duration.ofMillis(50), Duration.ofSeconds(1));

    /** What one caller asked, with the deadline of that caller. */
    static final class Find {

        final CompletableFuture<Optional<DeviceMetadata>> answer = new CompletableFuture<>();
        private final long deadline;
        private Wanted wanted;

        private Find(Wanted wanted, long deadline) {
            this.wanted = wanted;
            this.deadline = deadline;
        }
    }

    /** A key to ask for, and everybody who asked for it. Nobody is added once it is sent. */
    static final class Wanted {

        final String key;
        private final List<Find> finds = new ArrayList<>();
        private boolean consistently;
        private long since;
        private int inTime;
        private int tries;

        private Wanted(String key, long since) {
            this.key = key;
            this.since = since;
        }

        /** Whether one of those who asked was promised a consistent read. */
        boolean consistently() {
            return consistently;
        }

        void answer(Optional<DeviceMetadata> found) {
            finds.forEach(find -> find.answer.complete(found));
        }

        void fail(Throwable reason) {
            finds.forEach(find -> find.answer.completeExceptionally(reason));
        }

        private boolean isOpen() {
            return inTime > 0 && finds.stream().anyMatch(find -> !find.answer.isDone());
        }
    }

    /** Keys that were left unprocessed, until they may be asked for again. */
    private record Pause(List<Wanted> keys, long until) {}

    private final int concurrency;
    private final long timeout;
    private final LinkedHashMap<String, Wanted> waiting = new LinkedHashMap<>();
    /** In the order of their deadlines, those sent included. */
    private final LinkedHashSet<Find> unanswered = new LinkedHashSet<>();

    private final PriorityQueue<Pause> pauses =
            new PriorityQueue<>((one, other) -> Long.signum(one.until() - other.until()));
    private int underWay;
    private boolean lastWasFull;

    /**
     * @param concurrency how many calls may be under way at once
     * @param timeout how long after it was asked a find is late
     */
    Gathering(int concurrency, Duration timeout) {
        if (concurrency < 1) throw new IllegalArgumentException("concurrency " + concurrency + " is less than 1");
        this.concurrency = concurrency;
        this.timeout = timeout.toNanos();
    }

    /** @param consistently whether the answer must come from a consistent read */
    CompletableFuture<Optional<DeviceMetadata>> add(String key, boolean consistently, long now) {
        Wanted wanted = waiting.computeIfAbsent(key, absent -> new Wanted(key, now));
        Find find = new Find(wanted, now + timeout);
        wanted.finds.add(find);
        wanted.inTime++;
        wanted.consistently |= consistently;
        unanswered.add(find);
        return find.answer;
    }

    /** How many keys wait to be sent. */
    int waiting() {
        return waiting.size();
    }

    /** Takes out the finds whose deadline is over, for the caller to fail; a key that nobody else waits for is not sent. */
    List<Find> takeLate(long now) {
        List<Find> late = new ArrayList<>();
        Iterator<Find> finds = unanswered.iterator();
        while (finds.hasNext()) {
            Find find = finds.next();
            if (find.deadline - now > 0) break;
            finds.remove();
            late.add(find);
            if (--find.wanted.inTime == 0) waiting.remove(find.wanted.key, find.wanted);
        }
        return late;
    }

    /** Takes out the keys of the call that is due, if one is; it is under way until {@link #ended}. */
    List<Wanted> takeDue(long now) {
        while (!pauses.isEmpty() && pauses.element().until() - now <= 0) {
            pauses.remove().keys().forEach(wanted -> waitAgain(wanted, now));
        }
        if (waiting.isEmpty() || untilDue(now) > 0) return List.of();
        List<Wanted> keys = new ArrayList<>();
        Iterator<Wanted> oldestFirst = waiting.values().iterator();
        while (oldestFirst.hasNext() && keys.size() < FULL) {
            Wanted wanted = oldestFirst.next();
            oldestFirst.remove();
            if (wanted.isOpen()) keys.add(wanted);
        }
        if (!keys.isEmpty()) underWay++;
        lastWasFull = keys.size() == FULL;
        return keys;
    }

    private void waitAgain(Wanted wanted, long now) {
        if (!wanted.isOpen()) return;
        wanted.since = now;
        Wanted other = waiting.putIfAbsent(wanted.key, wanted);
        if (other == null) return;
        wanted.finds.forEach(find -> find.wanted = other);
        other.finds.addAll(wanted.finds);
        other.inTime += wanted.inTime;
        other.consistently |= wanted.consistently;
        other.tries = Math.max(other.tries, wanted.tries);
    }

    /** The call is over. Keys that were left unprocessed wait for a while and are then sent again; all others are done. */
    void ended(List<Wanted> call, Collection<Wanted> unprocessed, long now) {
        underWay--;
        call.forEach(wanted -> {
            if (!unprocessed.contains(wanted)) wanted.finds.forEach(unanswered::remove);
        });
        unprocessed.forEach(wanted -> wanted.tries++);
        unprocessed.stream().mapToInt(wanted -> wanted.tries).max().ifPresent(tries -> {
            Duration pause = RETRY.delay(tries, ThreadLocalRandom.current());
            pauses.add(new Pause(List.copyOf(unprocessed), now + pause.toNanos()));
        });
    }

    /** How long nothing will be due or late, if nothing is added and no call ends. */
    Duration quietFor(long now) {
        long quiet = Long.MAX_VALUE;
        if (!unanswered.isEmpty()) quiet = unanswered.getFirst().deadline - now;
        if (!pauses.isEmpty()) quiet = Math.min(quiet, pauses.element().until() - now);
        if (!waiting.isEmpty()) quiet = Math.min(quiet, untilDue(now));
        return Duration.ofNanos(Math.max(0, quiet));
    }

    private long untilDue(long now) {
        if (underWay == concurrency) return Long.MAX_VALUE;
        if (waiting.size() >= FULL) return 0;
        long linger = underWay == 0 && !lastWasFull ? LINGER : LINGER_WHILE_BUSY;
        return waiting.firstEntry().getValue().since + linger - now;
    }

    /** Takes out all finds that are not answered, for the caller to fail. */
    List<Find> takeAll() {
        List<Find> all = List.copyOf(unanswered);
        unanswered.clear();
        waiting.clear();
        pauses.clear();
        return all;
    }
}
