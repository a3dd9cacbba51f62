package io.isobar.pipeline;

import java.time.Duration;

/** Where the messages of a source go in. */
public interface Intake {

    /**
     * Takes a delivery on its way, without waiting.
     *
     * @return false if there is no room: the delivery was not taken, and should be delivered again later
     */
    boolean accept(Delivery delivery);

    /** How many deliveries can be on their way at once. */
    int capacity();

    /** How many more deliveries can be taken now, even if each of them is as long as can be. */
    int room();

    /** Waits until everything that was taken is safe; false if that takes longer than the given time. */
    boolean drain(Duration patience) throws InterruptedException;
}
