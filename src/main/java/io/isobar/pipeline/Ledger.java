package io.isobar.pipeline;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Opens every delivery, closes it in exactly one way, and bounds how many are open at once.
 *
 * <p>At rest {@code isobar_received_total = isobar_written_total + isobar_parked_total + isobar_in_flight}: closing is the
 * only way to acknowledge a delivery, and it counts. Closing a second time does nothing.
 */
public final class Ledger {

    private final int capacity;
    private final Semaphore free;
    /** Told when the last one is closed; waiting for all permits of {@link #free} instead would hold up those who wait for one. */
    private final Object settled = new Object();

    private final Counter received;
    private final Counter written;
    private final Timer endToEnd;
    private final Map<ParkReason, Counter> parked = new EnumMap<>(ParkReason.class);

    /** @param capacity how many deliveries may be open at once, at least 1 */
    public Ledger(int capacity, MeterRegistry registry) {
        if (capacity < 1) throw new IllegalArgumentException("capacity " + capacity + " is less than 1");
        this.capacity = capacity;
        this.free = new Semaphore(capacity);
        this.received = Counter.builder("isobar.received")
                .description("Messages received, redeliveries included")
                .register(registry);
        this.written = Counter.builder("isobar.written")
                .description("Messages whose point InfluxDB has acknowledged")
                .register(registry);
        this.endToEnd = Timer.builder("isobar.end.to.end")
                .description("From the receipt of a message to its acknowledged write")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(1))
                .register(registry);
        // All of them from the start: a counter that appears with its first message has no rate to show for it.
        for (ParkReason reason : ParkReason.values()) parked.put(reason, parkedCounter(reason, registry));
        Gauge.builder("isobar.in.flight", this, Ledger::open)
                .description("Messages received and neither written nor parked yet")
                .register(registry);
    }

    /**
     * Counts a delivery in. Waits while as many as the capacity are open: this is the back-pressure on the sender.
     *
     * @throws InterruptedException if interrupted while waiting; the delivery is not open then
     */
    public void open(Delivery delivery) throws InterruptedException {
        free.acquire();
        received.increment();
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

    /** How many deliveries can be open at once. */
    public int capacity() {
        return capacity;
    }

    /** How many deliveries are open now. */
    public int open() {
        return capacity - free.availablePermits();
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

    private void settle(Delivery delivery) {
        try {
            delivery.acknowledge();
        } finally {
            free.release();
            if (open() == 0) {
                synchronized (settled) {
                    settled.notifyAll();
                }
            }
        }
    }

    private static Counter parkedCounter(ParkReason reason, MeterRegistry registry) {
        return Counter.builder("isobar.parked")
                .description("Messages that could not become a point, by reason")
                .tag("reason", reason.tag())
                .register(registry);
    }
}
