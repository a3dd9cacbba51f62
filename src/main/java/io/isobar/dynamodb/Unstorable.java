package io.isobar.dynamodb;

import io.isobar.pipeline.ParkReason;

/** Why a message can never be stored as an item. */
public final class Unstorable extends Exception {

    private static final long serialVersionUID = 1L;

    private final ParkReason reason;
    private final String why;

    /** @param why for the person who must mend its sender; without the payload */
    public Unstorable(ParkReason reason, String why) {
        super(why);
        this.reason = reason;
        this.why = why;
    }

    /** Of a message that nothing is wrong with but that a fault of this program does not let it be read. */
    public static Unstorable byFault(RuntimeException fault) {
        return new Unstorable(ParkReason.REJECTED, "it could not be read, by a fault of Isobar: " + fault);
    }

    public ParkReason reason() {
        return reason;
    }

    public String why() {
        return why;
    }
}
