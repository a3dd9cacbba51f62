package io.isobar.pipeline;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where deliveries go that neither their source nor what it feeds can make sense of. One place for all flows. */
public interface Parking {

    /** How long {@link #park(Delivery, String, ParkReason, String)} waits before it looks whether it is asked to stop. */
    Duration PATIENCE = Duration.ofMillis(500);

    /**
     * Takes a delivery to be kept with its reason, as soon as there is room for it.
     *
     * @param flow whose it is, so that it is replayed there; null for telemetry
     * @param why what is wrong with it, without its payload
     * @param patience how long to wait for room
     * @return false if there was none: the delivery was not taken, and should be delivered again later
     */
    boolean park(Delivery delivery, @Nullable String flow, ParkReason reason, String why, Duration patience)
            throws InterruptedException;

    /** The same for a delivery that cannot be delivered again: waits for room until the thread is interrupted. */
    default void park(Delivery delivery, String flow, ParkReason reason, String why) throws InterruptedException {
        while (!park(delivery, flow, reason, why, PATIENCE)) {
            if (Thread.interrupted()) throw new InterruptedException();
        }
    }
}
