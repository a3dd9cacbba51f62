package io.isobar.pipeline;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens every delivery, closes it in exactly one way, and bounds how many are open at once and how long they are together.
 *
 * <p>At rest {@code isobar_received_total = isobar_written_total + isobar_parked_total + isobar_spooled + isobar_in_flight}:
 * closing is the only way to acknowledge a delivery, and it counts. Closing a second time does nothing.
 *
 * <p>A delivery out of the spool was acknowledged when it went in, and counts as spooled until it is closed; it takes none of
 * the room that the others share, for it may have to go before there can be any.
 */
public final class Ledger {

    private static final Logger log = LoggerFactory.getLogger(Ledger.class);

    /** Room that another flow has made is not told here. */
    private static final long LOOK = Duration.ofMillis(50).toNanos();

    private final int capacity;
    private final ByteBudget bytes;
    private final Semaphore free;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong spooled = new AtomicLong();
    /** Told when the last one is closed. */
    private final Object settled = new Object();
    /** Told of each one that is closed while somebody waits to open one. */
    private final Object roomMade = new Object();

    private volatile int waiting;

    private final Counter received;
    private final Counter written;
    private final Timer endToEnd;
    private final Map<ParkReason, Counter> parked = new EnumMap<>(ParkReason.class);

    /**
     * @param capacity how many deliveries may be open at once, at least 1
     * @param capacityBytes how long their payloads may be together; one alone may be longer
     */
    public Ledger(int capacity, long capacityBytes, MeterRegistry registry) {
        this("isobar", Tags.empty(), capacity, new ByteBudget(capacityBytes), registry);
        Gauge.builder("isobar.spooled", spooled, AtomicLong::get)
                .description("Messages that are safe on disk and not written yet")
                .register(registry);
    }

    /**
     * That of a flow beside telemetry.
     *
     * @param flow what the names of its meters begin with, such as {@code isobar.inbox}
     * @param tags of its meters
     * @param bytes how long the payloads of open deliveries may be together
     */
    public Ledger(String flow, Tags tags, int capacity, ByteBudget bytes, MeterRegistry registry) {
        if (capacity < 1) throw new IllegalArgumentException("capacity " + capacity + " is less than 1");
        this.capacity = capacity;
        this.bytes = bytes;
        this.free = new Semaphore(capacity);
        this.received = Counter.builder(flow + ".received")
                .description("Messages received, redeliveries and those found in the spool at the start included")
                .tags(tags)
                .register(registry);
        this.written = Counter.builder(flow + ".written")
                .description("Messages that are written: InfluxDB, or the table of their flow, has acknowledged them")
                .tags(tags)
                .register(registry);
        this.endToEnd = Timer.builder(flow + ".end.to.end")
                .description("From the receipt of a message to its acknowledged write")
                .tags(tags)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(1))
                .register(registry);
        // All of them from the start: a counter that appears with its first message has no rate to show for it.
        for (ParkReason reason : ParkReason.values()) parked.put(reason, parkedCounter(flow, tags, reason, registry));
        Gauge.builder(flow + ".in.flight", this, Ledger::open)
                .description("Messages received and neither written, parked nor spooled yet")
                .tags(tags)
                .register(registry);
    }

    /**
     * Counts a delivery in, as soon as there is room for it.
     *
     * @param patience how long to wait for room
     * @return false if there was none; the delivery is not open then
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock; read without it
    public boolean open(Delivery delivery, Duration patience) throws InterruptedException {
        if (tryOpen(delivery)) return true;
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (roomMade) {
            waiting++;
            try {
                while (!tryOpen(delivery)) {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) return false;
                    TimeUnit.NANOSECONDS.timedWait(roomMade, Math.min(left, LOOK));
                }
                return true;
            } finally {
                waiting--;
            }
        }
    }

    private boolean tryOpen(Delivery delivery) {
        if (!free.tryAcquire()) return false;
        if (!bytes.tryTake(delivery.payload().length)) {
            free.release();
            return false;
        }
        open.incrementAndGet();
        received.increment();
        return true;
    }

    /** How many more deliveries can be opened now; none if not even one of such a length, in bytes, has room. */
    public int room(long length) {
        return bytes.hasRoom(length) ? free.availablePermits() : 0;
    }

    /** Closes a delivery whose point InfluxDB has acknowledged. */
    public void written(Delivery delivery) {
        if (!delivery.close()) return;
        written.increment();
        endToEnd.record(delivery.age(), TimeUnit.NANOSECONDS);
        settle(delivery);
    }

    /** Closes a delivery that can never become a point and was put aside for the given reason. */
    public void parked(Delivery delivery, ParkReason reason) {
        if (!delivery.close()) return;
        Objects.requireNonNull(parked.get(reason)).increment();
        settle(delivery);
    }

    /** Closes a delivery whose point is on disk, from where it will be written. */
    public void spooled(Delivery delivery) {
        if (!delivery.close()) return;
        spooled.incrementAndGet();
        settle(delivery);
    }

    /** Counts messages that an earlier process has spooled. */
    public void recovered(long messages) {
        received.increment(messages);
        spooled.addAndGet(messages);
    }

    /** How many deliveries can be open at once. */
    int capacity() {
        return capacity;
    }

    /** How many deliveries are open now. */
    public int open() {
        return open.get();
    }

    /** Waits until no delivery is open; false if that takes longer than the given time. */
    public boolean awaitNoneOpen(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (settled) {
            while (open() > 0) {
                long left = deadline - System.nanoTime();
                if (left <= 0) return false;
                TimeUnit.NANOSECONDS.timedWait(settled, left);
            }
            return true;
        }
    }

    /** First makes room, for the acknowledgement lets the next message come; and is open until that is sent. */
    private void settle(Delivery delivery) {
        if (delivery.isFromSpool()) {
            spooled.decrementAndGet();
            acknowledge(delivery);
            return;
        }
        bytes.free(delivery.payload().length);
        free.release();
        if (waiting > 0) {
            synchronized (roomMade) {
                roomMade.notifyAll();
            }
        }
        acknowledge(delivery);
        if (open.decrementAndGet() == 0) {
            synchronized (settled) {
                settled.notifyAll();
            }
        }
    }

    /** One that fails must not keep the others of its batch from being closed; its message comes again. */
    private static void acknowledge(Delivery delivery) {
        try {
            delivery.acknowledge();
        } catch (RuntimeException e) {
            log.warn(
                    "a message from {} cannot be acknowledged and will come again: {}", delivery.topic(), e.toString());
        }
    }

    private static Counter parkedCounter(String flow, Tags tags, ParkReason reason, MeterRegistry registry) {
        return Counter.builder(flow + ".parked")
                .description("Messages that could not be written, by reason")
                .tags(tags)
                .tag("reason", reason.tag())
                .register(registry);
    }
}
