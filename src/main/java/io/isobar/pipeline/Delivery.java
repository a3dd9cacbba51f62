package io.isobar.pipeline;

import java.time.Duration;
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
    private final boolean fromSpool;
    private final AtomicBoolean closed = new AtomicBoolean();

    public Delivery(String topic, byte[] payload, Instant receivedAt, Acknowledgement acknowledgement) {
        this(topic, payload, receivedAt, acknowledgement, false);
    }

    private Delivery(
            String topic, byte[] payload, Instant receivedAt, Acknowledgement acknowledgement, boolean fromSpool) {
        this.topic = Objects.requireNonNull(topic, "topic");
        this.payload = Objects.requireNonNull(payload, "payload");
        this.receivedAt = Objects.requireNonNull(receivedAt, "receivedAt");
        this.acknowledgement = Objects.requireNonNull(acknowledgement, "acknowledgement");
        this.fromSpool = fromSpool;
    }

    /**
     * A message that its sender knows to be safe, because it is on disk, and that is on its way from there.
     *
     * @param written told when it is safe elsewhere
     */
    public static Delivery fromSpool(String topic, byte[] payload, Instant receivedAt, Acknowledgement written) {
        return new Delivery(topic, payload, receivedAt, written, true);
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

    boolean isFromSpool() {
        return fromSpool;
    }

    /** Since the message arrived: by the monotonic clock, unless it came out of the spool, maybe in another process. */
    Duration age() {
        if (!fromSpool) return Duration.ofNanos(System.nanoTime() - receivedNanos);
        Duration age = Duration.between(receivedAt, Instant.now());
        return age.isNegative() ? Duration.ZERO : age;
    }

    /** True for the first caller only. */
    boolean close() {
        return closed.compareAndSet(false, true);
    }

    void acknowledge() {
        acknowledgement.acknowledge();
    }
}
