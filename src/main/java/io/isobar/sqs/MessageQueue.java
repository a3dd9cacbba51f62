package io.isobar.sqs;

import java.time.Duration;
import java.util.List;

/** A queue that hides a message for a while when it hands it out, and hands it out again unless it was deleted by then. */
public interface MessageQueue {

    /** The most messages of one request. */
    int BATCH = 10;

    /** How a log line names it. */
    String name();

    /** How long a message is hidden by the queue's own setting; positive. */
    Duration visibilityTimeout() throws QueueFailure;

    /**
     * Waits for messages, and returns with the first that there are.
     *
     * @param most 1 to {@link #BATCH}
     * @param wait 0 to 20 seconds; 0 for those that are there now
     * @param hidden how long they are hidden from others
     */
    List<QueueMessage> receive(int most, Duration wait, Duration hidden) throws QueueFailure;

    /**
     * Deletes messages.
     *
     * @param handles at most {@link #BATCH}
     * @return those that were not deleted
     */
    List<Refusal> delete(List<String> handles) throws QueueFailure;

    /**
     * Hides messages for so long from now on; 0 to show them at once.
     *
     * @param handles at most {@link #BATCH}
     * @return those that were left as they were
     */
    List<Refusal> hide(List<String> handles, Duration hidden) throws QueueFailure;

    /**
     * What was not done to one message of a request.
     *
     * @param handle of the message
     * @param forGood whether asking again would not help
     */
    record Refusal(String handle, String why, boolean forGood) {}
}
