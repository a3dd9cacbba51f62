package io.isobar.sqs;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The messages that were received and are not deleted yet: which are still on their way, which may be deleted, and until when
 * each is hidden from others. One that the queue hands out a second time meanwhile is the same message and not a new one.
 *
 * <p>Safe for use by many threads; {@link #safe} never waits for the queue.
 */
final class HeldMessages {

    private static final Duration LINGER = Duration.ofMillis(10);

    private final int capacity;
    private final LongSupplier nanoTime;
    private final Map<String, Held> byId = new HashMap<>();
    private final Deque<Held> deletable = new ArrayDeque<>();
    private boolean closed;

    /**
     * @param capacity the most messages in hand
     * @param nanoTime a monotonic clock
     */
    HeldMessages(int capacity, LongSupplier nanoTime) {
        this.capacity = capacity;
        this.nanoTime = nanoTime;
    }

    /** How many more messages may be received. */
    synchronized int room() {
        return Math.max(0, capacity - byId.size());
    }

    synchronized int size() {
        return byId.size();
    }

    /**
     * Notes a message that was received just now.
     *
     * @param hidden for how long from now on
     * @return null if it is in hand already, so that it must not be taken once more
     */
    synchronized @Nullable Held received(QueueMessage message, Duration hidden) {
        long until = nanoTime.getAsLong() + hidden.toNanos();
        Held known = byId.get(message.id());
        if (known == null) {
            Held held = new Held(message.id(), message.handle(), until);
            byId.put(held.id, held);
            return held;
        }
        known.handle = message.handle();
        known.hiddenUntil = until;
        known.isLosing = false;
        return null;
    }

    /** From now on the message may be deleted. */
    synchronized void safe(Held held) {
        if (held.isSafe || byId.get(held.id) != held) return;
        held.isSafe = true;
        deletable.add(held);
        // A waiting thread is woken by the first, and by what fills its batch.
        if (deletable.size() == 1 || deletable.size() % MessageQueue.BATCH == 0) notifyAll();
    }

    /**
     * Waits for messages that may be deleted, and after the first of them a little for more.
     *
     * @return at most {@link MessageQueue#BATCH}; none if there is none and this is closed
     */
    synchronized List<Held> takeDeletable() throws InterruptedException {
        while (deletable.isEmpty() && !closed) wait();
        long deadline = System.nanoTime() + LINGER.toNanos();
        for (long left = LINGER.toNanos(); left > 0 && !closed; left = deadline - System.nanoTime()) {
            if (deletable.size() >= MessageQueue.BATCH) break;
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        List<Held> batch = new ArrayList<>(MessageQueue.BATCH);
        while (batch.size() < MessageQueue.BATCH && !deletable.isEmpty()) batch.add(deletable.remove());
        // Another thread may have looked at these and gone to sleep for good.
        if (batch.isEmpty() && !closed) return takeDeletable();
        return batch;
    }

    /** Deleted, or not to be thought of any longer: if it is still in the queue, it comes as a new message. */
    synchronized void forget(Held held) {
        if (byId.remove(held.id, held) && byId.size() == capacity - 1) notifyAll();
    }

    /** It could not be deleted; that is worth another try until others may have it. */
    synchronized void notDeleted(Held held) {
        if (held.hiddenUntil - nanoTime.getAsLong() <= 0) {
            forget(held);
        } else {
            deletable.add(held);
            notifyAll();
        }
    }

    /** Those on their way that are hidden for no longer than this, the most urgent first. */
    synchronized List<Held> hiddenLessThan(Duration left) {
        long now = nanoTime.getAsLong();
        return byId.values().stream()
                .filter(held -> !held.isSafe && !held.isLosing && held.hiddenUntil - now <= left.toNanos())
                .sorted(Comparator.comparingLong(held -> held.hiddenUntil - now))
                .toList();
    }

    /** All that are on their way, and not safe. */
    synchronized List<Held> unsafe() {
        return byId.values().stream().filter(held -> !held.isSafe).toList();
    }

    /** @param from by the monotonic clock, when the queue was asked to hide it */
    synchronized void hidden(Held held, long from, Duration time) {
        held.hiddenUntil = from + time.toNanos();
    }

    /** The queue does not hide it any longer, whatever it is asked. */
    synchronized void losing(Held held) {
        held.isLosing = true;
    }

    /** Their handles, in the same order. */
    synchronized List<String> handles(List<Held> messages) {
        return messages.stream().map(message -> message.handle).toList();
    }

    /** Waits until something has changed, or for so long. */
    synchronized void await(Duration patience) throws InterruptedException {
        if (!closed) TimeUnit.NANOSECONDS.timedWait(this, patience.toNanos());
    }

    /** Waits for so long, or until this is closed. */
    synchronized void pause(Duration duration) throws InterruptedException {
        long deadline = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0 && !closed; left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** From now on nobody waits here. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
