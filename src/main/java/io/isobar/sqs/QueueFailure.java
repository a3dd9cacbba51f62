package io.isobar.sqs;

/** Why a queue does not do what it is asked. The message is a clause for the person who must act. */
public final class QueueFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean forGood;

    public QueueFailure(String reason) {
        super(reason);
        this.forGood = false;
    }

    public QueueFailure(String reason, Throwable cause) {
        this(reason, cause, false);
    }

    /** @param forGood whether the same will never be done, however often it is asked for */
    public QueueFailure(String reason, Throwable cause, boolean forGood) {
        super(reason, cause);
        this.forGood = forGood;
    }

    public boolean isForGood() {
        return forGood;
    }
}
