package io.isobar.sqs;

/** Why a queue does not do what it is asked. The message is a clause for the person who must act. */
public final class QueueFailure extends Exception {

    public QueueFailure(String reason) {
        super(reason);
    }

    public QueueFailure(String reason, Throwable cause) {
        super(reason, cause);
    }
}
