package io.isobar.pipeline;

import java.time.Duration;
import java.util.List;

/** Where the messages of a source go in. */
public interface Intake {

    /**
     * Takes a delivery on its way, as soon as there is room for it.
     *
     * @param patience how long to wait for room
     * @return false if there was none: the delivery was not taken, and should be delivered again later
     */
    boolean accept(Delivery delivery, Duration patience) throws InterruptedException;

    /** The topic filters of the messages that it wants; no two of them match the same topic. */
    List<String> topics();

    /** How many more deliveries can be taken now. */
    int room();

    /** Waits until everything that was taken is safe; false if that takes longer than the given time. */
    boolean drain(Duration patience) throws InterruptedException;
}
