package io.isobar.pipeline;

import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One message as it arrived, with the acknowledgement that its sender waits for.
 *
 * <p>Opened and closed by a {@link Ledger} and by nobody else, so that no message can be acknowledged without being
 * counted, or counted twice. The payload is not copied: whoever delivers it must not change it afterwards.
 */
public final class Delivery {

    private final String topic;
    private final byte[] payload;
    private final Instant receivedAt;
    private final long receivedNanos = System.nanoTime();
    private final Acknowledgement acknowledgement;
    private final AtomicBoolean closed = new AtomicBoolean();

    public Delivery(String topic, byte[] payload, Instant receivedAt, Acknowledgement acknowledgement) {
        this.topic = Objects.requireNonNull(topic, "topic");
        this.payload = Objects.requireNonNull(payload, "payload");
        this.receivedAt = Objects.requireNonNull(receivedAt, "receivedAt");
        this.acknowledgement = Objects.requireNonNull(acknowledgement, "acknowledgement");
    }

    public String topic() {
        return topic;
    }

    public byte[] payload() {
        return payload;
    }

    public Instant receivedAt() {
        return receivedAt;
    }

    /** Nanoseconds since this delivery was made, by the monotonic clock. */
    long age() {
        return System.nanoTime() - receivedNanos;
    }

    /** True for the first caller only. */
    boolean close() {
        return closed.compareAndSet(false, true);
    }

    void acknowledge() {
        acknowledgement.acknowledge();
    }
}
