package io.isobar.sqs;

import io.isobar.pipeline.Acknowledgement;
import java.time.Duration;

/** What the messages of a queue are for. Used by several threads. */
public interface MessageTaker {

    /** How many more messages can be taken now. */
    int room();

    /**
     * Takes a message on its way, as soon as there is room for it.
     *
     * @param safe to be called when the message may be deleted from the queue
     * @param patience how long to wait for room
     * @return false if there was none; the message is offered again
     */
    boolean take(QueueMessage message, Acknowledgement safe, Duration patience) throws InterruptedException;
}
