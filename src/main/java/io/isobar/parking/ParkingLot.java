package io.isobar.parking;

import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.ParkReason;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages that can never become a point: counts them by reason, and logs one of each reason a minute, so that a
 * million bad messages are one line a minute and not a full disk.
 */
public final class ParkingLot {

    private static final Logger log = LoggerFactory.getLogger(ParkingLot.class);
    private static final long QUIET = Duration.ofMinutes(1).toNanos();

    private final Ledger ledger;
    private final LongSupplier nanoTime;
    private final Map<ParkReason, Notice> notices = new ConcurrentHashMap<>();

    public ParkingLot(Ledger ledger) {
        this(ledger, System::nanoTime);
    }

    ParkingLot(Ledger ledger, LongSupplier nanoTime) {
        this.ledger = ledger;
        this.nanoTime = nanoTime;
    }

    /**
     * Closes a delivery as parked.
     *
     * @param message what is wrong with it, without its payload
     */
    public void park(Delivery delivery, ParkReason reason, String message) {
        notices.computeIfAbsent(reason, any -> new Notice()).say(reason.tag(), delivery.topic(), message);
        ledger.parked(delivery, reason);
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
