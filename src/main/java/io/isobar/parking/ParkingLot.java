package io.isobar.parking;

import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.ParkReason;
import io.isobar.pipeline.Tracked;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages that can never become a point: hands them on to be kept, and logs one of each reason a minute, so that a
 * million bad messages are one line a minute and not a full log.
 */
public final class ParkingLot {

    private static final Logger log = LoggerFactory.getLogger(ParkingLot.class);
    private static final long QUIET = Duration.ofMinutes(1).toNanos();

    private final Consumer<Tracked<ParkedMessage>> keep;
    private final LongSupplier nanoTime;
    private final Map<ParkReason, Notice> notices = new ConcurrentHashMap<>();

    /** @param keep sees to it that the envelope is kept and its delivery closed, without blocking */
    public ParkingLot(Consumer<Tracked<ParkedMessage>> keep) {
        this(keep, System::nanoTime);
    }

    ParkingLot(Consumer<Tracked<ParkedMessage>> keep, LongSupplier nanoTime) {
        this.keep = keep;
        this.nanoTime = nanoTime;
    }

    /**
     * Has a delivery closed as parked, as soon as its envelope is kept.
     *
     * @param message what is wrong with it, without its payload
     */
    public void park(Delivery delivery, ParkReason reason, String message) {
        park(delivery, null, reason, message);
    }

    /**
     * The same of another flow than telemetry.
     *
     * @param flow null for telemetry
     */
    public void park(Delivery delivery, @Nullable String flow, ParkReason reason, String message) {
        notices.computeIfAbsent(reason, any -> new Notice()).say(reason.tag(), delivery.topic(), message);
        ParkedMessage envelope =
                ParkedMessage.of(delivery.receivedAt(), delivery.topic(), delivery.payload(), flow, reason, message);
        keep.accept(new Tracked<>(envelope, delivery));
    }

    private final class Notice {

        private long saidAt = nanoTime.getAsLong() - QUIET;
        private long unsaid;

        synchronized void say(String reason, String topic, String message) {
            long now = nanoTime.getAsLong();
            if (now - saidAt < QUIET) {
                unsaid++;
                return;
            }
            log.warn(
                    "parked a message from {} ({}): {}; {} more like it since the last line",
                    topic,
                    reason,
                    message,
                    unsaid);
            saidAt = now;
            unsaid = 0;
        }
    }
}
