package io.isobar.sqs;

import io.isobar.pipeline.PeerState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a queue is asked about the messages in hand: to delete them, to go on hiding them, or to show them again. */
final class Upkeep {

    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

    private final MessageQueue queue;
    private final HeldMessages held;
    private final LongSupplier nanoTime;
    private final PeerState deleting;
    private final PeerState hiding;

    Upkeep(MessageQueue queue, HeldMessages held, LongSupplier nanoTime) {
        this.queue = queue;
        this.held = held;
        this.nanoTime = nanoTime;
        this.deleting = new PeerState("deleting from queue " + queue.name(), log);
        this.hiding = new PeerState("hiding messages of queue " + queue.name(), log);
    }

    /** What of it does not work now. */
    Stream<String> failures() {
        return Stream.of(deleting.failure(), hiding.failure()).flatMap(Optional::stream);
    }

    /**
     * Deletes messages that are safe.
     *
     * @return false if some are to be tried again
     */
    boolean delete(List<Held> batch) {
        List<String> handles = held.handles(batch);
        String failure = null;
        try {
            Map<String, MessageQueue.Refusal> refused = byHandle(queue.delete(handles));
            for (int i = 0; i < batch.size(); i++) {
                MessageQueue.Refusal refusal = refused.get(handles.get(i));
                if (refusal == null || refusal.forGood()) {
                    held.forget(batch.get(i));
                } else {
                    failure = refusal.why();
                    held.notDeleted(batch.get(i));
                }
            }
        } catch (QueueFailure e) {
            failure = e.getMessage();
            batch.forEach(held::notDeleted);
        }
        return told(deleting, failure);
    }

    /** Hides all that are on their way and were hidden for half of the time already. */
    void hideAgain(Duration time) {
        List<Held> due = held.hiddenLessThan(time.dividedBy(2));
        if (due.isEmpty()) {
            told(hiding, null);
            return;
        }
        for (List<Held> batch : batches(due)) {
            if (!hide(batch, time)) return;
        }
    }

    private boolean hide(List<Held> batch, Duration time) {
        long from = nanoTime.getAsLong();
        List<String> handles = held.handles(batch);
        String failure = null;
        try {
            Map<String, MessageQueue.Refusal> refused = byHandle(queue.hide(handles, time));
            for (int i = 0; i < batch.size(); i++) {
                MessageQueue.Refusal refusal = refused.get(handles.get(i));
                if (refusal == null) held.hidden(batch.get(i), from, time);
                else if (refusal.forGood()) held.losing(batch.get(i));
                else failure = refusal.why();
            }
        } catch (QueueFailure e) {
            failure = e.getMessage();
        }
        return told(hiding, failure);
    }

    /** Shows messages to others at once; those that cannot be shown now are seen when their time is over. */
    void giveBack(List<Held> messages) {
        try {
            for (List<Held> batch : batches(messages)) {
                queue.hide(held.handles(batch), Duration.ZERO);
            }
        } catch (QueueFailure e) {
            log.warn("queue {}: messages cannot be given back at once: {}", queue.name(), e.getMessage());
        } finally {
            messages.forEach(held::forget);
        }
    }

    private static boolean told(PeerState state, @Nullable String failure) {
        if (failure == null) state.works();
        else state.failed(failure);
        return failure == null;
    }

    private static Map<String, MessageQueue.Refusal> byHandle(List<MessageQueue.Refusal> refusals) {
        Map<String, MessageQueue.Refusal> byHandle = new HashMap<>();
        refusals.forEach(refusal -> byHandle.put(refusal.handle(), refusal));
        return byHandle;
    }

    private static List<List<Held>> batches(List<Held> messages) {
        return Stream.iterate(0, from -> from < messages.size(), from -> from + MessageQueue.BATCH)
                .map(from -> messages.subList(from, Math.min(messages.size(), from + MessageQueue.BATCH)))
                .toList();
    }
}
