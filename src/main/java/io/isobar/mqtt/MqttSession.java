package io.isobar.mqtt;

import io.isobar.pipeline.Acknowledgement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A client from its CONNECT to the end of that connection; never used a second time.
 *
 * <p>A packet identifier means another message on the next connection, so a message is acknowledged to the session that it came
 * by, and after the end of that one not at all: the broker delivers it again.
 */
abstract class MqttSession {

    /**
     * Takes a message on the thread that reads from the broker. An exception would end the connection, so it must not throw; nor
     * may it wait for longer than half the keep-alive, for until it returns no answer to a PING is read.
     */
    interface Handler {

        /**
         * @param payload is the handler's to keep
         * @param replyTo null if the message says neither where to reply nor what to send back
         * @param acknowledgement must be called once if the message is taken
         */
        void handle(
                MqttSession session,
                String topic,
                byte[] payload,
                @Nullable ReplyTo replyTo,
                Acknowledgement acknowledgement);
    }

    /** Makes a session, without any I/O. */
    interface Factory {

        /** @param handler takes each message; they can come before a subscription, of a resumed session */
        MqttSession session(ConnectSettings settings, Handler handler);
    }

    /** How long an answer of the broker is waited for. */
    static final Duration PATIENCE = Duration.ofSeconds(15);
    /** In bytes, the longest packet that MQTT knows. */
    static final int LONGEST_PACKET = 268_435_455 + 5;
    /** From here on a reason code says no. */
    static final int REFUSED = 0x80;

    /** {@link #PATIENCE}; less in tests. */
    Duration patience = PATIENCE;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger open = new AtomicInteger();
    private volatile @Nullable String refusal;
    private volatile String end = "";
    /** When the last message was handed over, by the monotonic clock. */
    private volatile long handedAt = System.nanoTime();

    /**
     * Connects, and waits for the broker's answer.
     *
     * @param receiveMaximum how many messages the broker may send ahead of their acknowledgement
     * @return whether the broker still had the session of an earlier connection
     */
    abstract boolean connect(int receiveMaximum) throws MqttFailure, InterruptedException;

    /**
     * Subscribes at QoS 1, and waits for the broker's answer.
     *
     * @throws MqttFailure if any of it is refused
     */
    abstract void subscribe(Subscription subscription) throws MqttFailure, InterruptedException;

    /** Asks for no more messages; those that are on their way still come. */
    abstract void unsubscribe(List<TopicFilter> filters);

    /**
     * Publishes at QoS 1, without waiting.
     *
     * @throws MqttFailure if the message cannot be handed to the broker now
     */
    abstract void publish(String topic, byte[] payload) throws MqttFailure;

    /**
     * Publishes at QoS 1, and waits for the broker's answer. Never to be called by the thread that reads from the broker.
     *
     * @param correlation the correlation data; null for none
     * @return false if the broker does not want the message
     * @throws MqttFailure if the message cannot be handed to the broker, or nobody knows whether it was
     */
    abstract boolean hand(String topic, byte[] payload, byte @Nullable [] correlation)
            throws MqttFailure, InterruptedException;

    /** In bytes, the longest packet that the broker takes. */
    abstract int longestPacket();

    /** Sends the acknowledgements that wait, and disconnects. */
    abstract void disconnect();

    /** Lets go of the network and of all threads. */
    void drop() {
        end("closed by Isobar");
        close();
    }

    /** Lets go of the network and of all threads; may be called again. */
    abstract void close();

    /** @param now when the handler has returned, by the monotonic clock */
    void handed(long now) {
        handedAt = now;
    }

    /**
     * Whether the broker's answer should be there. It comes behind the messages that the broker has sent before, and those may have
     * to wait for room: as long as they are handed over, one after the other, so may the answer.
     *
     * @param asked when it was asked, by the monotonic clock
     */
    boolean isOverdue(long asked) {
        long now = System.nanoTime();
        return Math.min(now - asked, now - handedAt) > patience.toNanos();
    }

    /** Counts a message that was taken and will be acknowledged. */
    void taken() {
        open.incrementAndGet();
    }

    /**
     * Takes back {@link #taken} of a message that there is no room for, and takes nothing more. Ends when all that was taken is
     * acknowledged: ended at once, what was taken would be delivered again, and leave no room again.
     */
    void untaken(String why) {
        refusal = why;
        if (open.decrementAndGet() == 0) end(why);
    }

    boolean isRefusing() {
        return refusal != null;
    }

    /** To be called after a message that was taken is acknowledged. */
    void acknowledged() {
        int left = open.decrementAndGet();
        String why = refusal;
        if (left == 0 && why != null) end(why);
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** Waits until the connection is down; says why it is. */
    String awaitEnd() throws InterruptedException {
        ended.await();
        drop();
        return end;
    }

    /** Ends the connection from within, so that the broker delivers again what is not acknowledged. Does not wait. */
    void end(String why) {
        if (hasEnded()) return;
        end = why;
        ended.countDown();
    }
}
