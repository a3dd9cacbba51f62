package io.isobar.sqs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A queue in memory that hands out what it is given, notes what it is asked, and fails when it is told to. */
final class FakeQueue implements MessageQueue {

    static final Duration VISIBILITY = Duration.ofSeconds(30);

    final LinkedBlockingQueue<QueueMessage> waiting = new LinkedBlockingQueue<>();
    final List<List<String>> deletions = Collections.synchronizedList(new ArrayList<>());
    /** As {@code handle seconds}. */
    final List<String> hidings = Collections.synchronizedList(new ArrayList<>());
    /** Handles that are refused each time. */
    final Set<String> refused = Collections.synchronizedSet(new HashSet<>());

    final AtomicInteger requests = new AtomicInteger();
    volatile @Nullable String failure;
    volatile boolean answersAtOnce;
    volatile boolean refusesForGood;

    static QueueMessage message(int number) {
        return new QueueMessage("id-" + number, "handle-" + number, "body " + number, Instant.EPOCH);
    }

    @Override
    public String name() {
        return "q";
    }

    @Override
    public Duration visibilityTimeout() throws QueueFailure {
        check();
        return VISIBILITY;
    }

    @Override
    public List<QueueMessage> receive(int most, Duration wait, Duration hidden) throws QueueFailure {
        check();
        requests.incrementAndGet();
        List<QueueMessage> messages = new ArrayList<>();
        try {
            QueueMessage first = waiting.poll(answersAtOnce ? 0 : wait.toMillis(), TimeUnit.MILLISECONDS);
            if (first != null) messages.add(first);
            waiting.drainTo(messages, most - messages.size());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueueFailure("interrupted", e);
        }
        check();
        return messages;
    }

    @Override
    public List<Refusal> delete(List<String> handles) throws QueueFailure {
        check();
        deletions.add(handles);
        return refusals(handles);
    }

    @Override
    public List<Refusal> hide(List<String> handles, Duration hidden) throws QueueFailure {
        check();
        handles.forEach(handle -> hidings.add(handle + " " + hidden.toSeconds()));
        return refusals(handles);
    }

    List<String> deleted() {
        synchronized (deletions) {
            return deletions.stream().flatMap(List::stream).toList();
        }
    }

    private List<Refusal> refusals(List<String> handles) {
        return handles.stream()
                .filter(refused::contains)
                .map(handle -> new Refusal(handle, "refused", refusesForGood))
                .toList();
    }

    private void check() throws QueueFailure {
        String why = failure;
        if (why != null) throw new QueueFailure(why, new IllegalStateException(why));
    }
}
