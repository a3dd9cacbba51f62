package io.isobar.pipeline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * One message as it arrived, with the acknowledgement that its sender waits for.
 *
 * <p>Opened and closed by a {@link Ledger} and by nobody else, so that no message can be acknowledged without being
 * counted, or counted twice. The payload is not copied: whoever delivers it must not change it afterwards.
 */
public final class Delivery {

    /** In place of an AtomicBoolean, which would be one more object for each message. */
    private static final VarHandle CLOSED;

    static {
        try {
            CLOSED = MethodHandles.lookup().findVarHandle(Delivery.class, "closed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String topic;
    private final byte[] payload;
    private final long receivedNanos;
    /** By the monotonic clock. */
    private final long arrivedAt = System.nanoTime();

    private final Acknowledgement acknowledgement;
    private final boolean fromSpool;

    @SuppressWarnings("UnusedVariable") // see CLOSED
    private volatile boolean closed;

    /** @param receivedAt between 1677 and 2262 */
    public Delivery(String topic, byte[] payload, Instant receivedAt, Acknowledgement acknowledgement) {
        this(topic, payload, nanos(receivedAt), acknowledgement, false);
    }

    /** @param receivedNanos since 1970-01-01T00:00:00Z */
    public Delivery(String topic, byte[] payload, long receivedNanos, Acknowledgement acknowledgement) {
        this(topic, payload, receivedNanos, acknowledgement, false);
    }

    private Delivery(
            String topic, byte[] payload, long receivedNanos, Acknowledgement acknowledgement, boolean fromSpool) {
        this.topic = Objects.requireNonNull(topic, "topic");
        this.payload = Objects.requireNonNull(payload, "payload");
        this.receivedNanos = receivedNanos;
        this.acknowledgement = Objects.requireNonNull(acknowledgement, "acknowledgement");
        this.fromSpool = fromSpool;
    }

    /**
     * A message that its sender knows to be safe, because it is on disk, and that is on its way from there.
     *
     * @param written told when it is safe elsewhere
     */
    public static Delivery fromSpool(String topic, byte[] payload, Instant receivedAt, Acknowledgement written) {
        return new Delivery(topic, payload, nanos(receivedAt), written, true);
    }

    private static long nanos(Instant instant) {
        return ChronoUnit.NANOS.between(Instant.EPOCH, instant);
    }

    public String topic() {
        return topic;
    }

    public byte[] payload() {
        return payload;
    }

    public Instant receivedAt() {
        return Instant.EPOCH.plusNanos(receivedNanos);
    }

    /** The same in nanoseconds since 1970-01-01T00:00:00Z. */
    public long receivedNanos() {
        return receivedNanos;
    }

    boolean isFromSpool() {
        return fromSpool;
    }

    /**
     * Nanoseconds since the message arrived: by the monotonic clock, unless it came out of the spool, maybe in another process.
     */
    long age() {
        if (!fromSpool) return System.nanoTime() - arrivedAt;
        return Math.max(0, ChronoUnit.NANOS.between(receivedAt(), Instant.now()));
    }

    /** True for the first caller only. */
    boolean close() {
        return CLOSED.compareAndSet(this, false, true);
    }

    void acknowledge() {
        acknowledgement.acknowledge();
    }
}
