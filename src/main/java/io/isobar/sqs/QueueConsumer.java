package io.isobar.sqs;

import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the messages of a queue, hands them to a {@link MessageTaker}, keeps them hidden from others for as long as they are
 * on their way, and deletes those that are safe.
 *
 * <p>Some threads receive and wait for room, as many delete, and one hides again what has been on its way for half of the time
 * that it is hidden for. A message that cannot be deleted is tried again until others may have it.
 *
 * <p>{@link #pause} and {@link #close} are two steps, so that what was taken can become safe between them.
 */
public final class QueueConsumer implements AutoCloseable {

    /** The most messages in hand for each connection: few enough to be hidden again in time. */
    private static final int HELD = 1_000;

    private static final Logger log = LoggerFactory.getLogger(QueueConsumer.class);
    private static final RetryPolicy RETRY = new RetryPolicy(Duration.ofMillis(200), Duration.ofSeconds(10));
    private static final Duration POLL = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration NO_ROOM = Duration.ofMillis(50);
    private static final Duration LAST_ANSWER = Duration.ofMillis(500);
    private static final Duration END = Duration.ofSeconds(5);
    /** How often in the time that a message is hidden for it is looked at. */
    private static final int LOOKS = 8;

    private final MessageQueue queue;
    private final MessageTaker taker;
    private final HeldMessages held;
    private final Upkeep upkeep;
    private final PeerState receiving;
    private final List<Thread> receivers;
    private final List<Thread> deleters;
    private final Thread hider;

    /** How long a message is hidden for at a time; zero until the queue has told. */
    private volatile Duration hidden = Duration.ZERO;

    private volatile boolean reached;
    private volatile boolean paused;
    private volatile boolean closed;

    /**
     * Does no I/O.
     *
     * @param connections how many requests for messages are made at the same time, at least 1
     */
    public QueueConsumer(MessageQueue queue, int connections, MessageTaker taker) {
        this(queue, connections, taker, System::nanoTime);
    }

    QueueConsumer(MessageQueue queue, int connections, MessageTaker taker, LongSupplier nanoTime) {
        if (connections < 1) throw new IllegalArgumentException("connections " + connections + " are less than 1");
        this.queue = queue;
        this.taker = taker;
        this.held = new HeldMessages(connections * HELD, nanoTime);
        this.upkeep = new Upkeep(queue, held, nanoTime);
        this.receiving = new PeerState("queue " + queue.name(), log);
        // Virtual, for only these can be interrupted while they wait for an answer: the next message may be 20 s away.
        this.receivers = threads(
                connections,
                number ->
                        Thread.ofVirtual().name("isobar-sqs-receive-" + number).unstarted(this::receive));
        this.deleters = threads(
                connections,
                number ->
                        Thread.ofPlatform().name("isobar-sqs-delete-" + number).unstarted(this::delete));
        this.hider = Thread.ofPlatform().name("isobar-sqs-hide").unstarted(this::hide);
    }

    private static List<Thread> threads(int count, IntFunction<Thread> thread) {
        return IntStream.rangeClosed(1, count).mapToObj(thread).toList();
    }

    public void start() {
        deleters.forEach(Thread::start);
        hider.start();
        receivers.forEach(Thread::start);
    }

    /** Whether the queue was reached, and answered the last request for messages. */
    public boolean isReady() {
        return reached && receiving.failure().isEmpty();
    }

    /** What does not work now, in words. */
    public List<String> failures() {
        return Stream.concat(receiving.failure().stream(), upkeep.failures()).toList();
    }

    /** How many messages are in hand: on their way, or safe and still to be deleted. */
    public int held() {
        return held.size();
    }

    /** Takes no more messages, and gives back what has no room; what was taken goes on. */
    public void pause() {
        paused = true;
    }

    /** Deletes what is safe by now, and gives back the rest. */
    @Override
    public void close() throws InterruptedException {
        paused = true;
        // Where there are messages the answer is there in no time, and they can be given back.
        long deadline = System.nanoTime() + LAST_ANSWER.toNanos();
        for (Thread thread : receivers) thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        closed = true;
        receivers.forEach(Thread::interrupt);
        hider.interrupt();
        held.close();
        for (Thread thread : receivers) thread.join(END);
        for (Thread thread : deleters) thread.join(END);
        hider.join(END);
        upkeep.giveBack(held.unsafe());
    }

    private void receive() {
        try {
            int failures = 0;
            // The first request after a failure does not wait, so that it is seen at once that the queue is back.
            Duration wait = Duration.ZERO;
            while (!paused) {
                try {
                    receive(wait);
                    wait = POLL;
                    failures = 0;
                } catch (QueueFailure | RuntimeException e) {
                    if (paused) return;
                    receiving.failed("messages cannot be received: " + e.getMessage());
                    wait = Duration.ZERO;
                    Thread.sleep(RETRY.delay(++failures, ThreadLocalRandom.current()));
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void receive(Duration wait) throws QueueFailure, InterruptedException {
        int most = Math.min(MessageQueue.BATCH, Math.min(taker.room(), held.room()));
        if (most < 1) {
            held.await(NO_ROOM);
            return;
        }
        if (wait.isZero()) hidden = queue.visibilityTimeout();
        List<QueueMessage> messages = queue.receive(most, wait, hidden);
        receiving.works();
        reached = true;
        // What answers without waiting, as something between us and the queue may, is not asked again at once.
        if (messages.isEmpty()) held.await(NO_ROOM);
        else take(messages);
    }

    /** All are noted before the first is handed over, so that they are hidden while that one waits for room. */
    private void take(List<QueueMessage> messages) throws InterruptedException {
        Map<QueueMessage, Held> taken = new LinkedHashMap<>();
        for (QueueMessage message : messages) {
            Held noted = held.received(message, hidden);
            if (noted != null) taken.put(message, noted);
        }
        List<Held> untaken = new ArrayList<>();
        for (var each : taken.entrySet()) {
            if (!isHandedOver(each.getKey(), each.getValue())) untaken.add(each.getValue());
        }
        if (!untaken.isEmpty()) upkeep.giveBack(untaken);
    }

    /** A fault of the taker costs one message, which comes again, and not all that come after. */
    private boolean isHandedOver(QueueMessage message, Held noted) throws InterruptedException {
        try {
            while (!paused) {
                if (taker.take(message, () -> held.safe(noted), PATIENCE)) return true;
            }
            return false;
        } catch (RuntimeException e) {
            log.error("a message of queue {} cannot be taken and will come again", queue.name(), e);
            held.forget(noted);
            return true;
        }
    }

    private void delete() {
        try {
            int failures = 0;
            for (List<Held> batch = held.takeDeletable(); !batch.isEmpty(); batch = held.takeDeletable()) {
                failures = upkeep.delete(batch) ? 0 : failures + 1;
                if (failures == 0) continue;
                if (closed) return;
                held.pause(RETRY.delay(failures, ThreadLocalRandom.current()));
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void hide() {
        try {
            while (!closed) {
                Duration time = hidden;
                Thread.sleep(time.isZero() ? PATIENCE : time.dividedBy(LOOKS));
                if (!time.isZero()) upkeep.hideAgain(time);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
