package io.isobar.pipeline;

import java.time.Duration;

/** Where the messages of a source go in. */
public interface Intake {

    /**
     * Takes a delivery on its way. Waits while too many are on their way, which holds the source back.
     *
     * @throws InterruptedException if interrupted while waiting; the delivery was not taken then
     */
    void accept(Delivery delivery) throws InterruptedException;

    /** Waits until everything that was taken is safe; false if that takes longer than the given time. */
    boolean drain(Duration patience) throws InterruptedException;
}
