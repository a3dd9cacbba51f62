package io.isobar.inbox;

import io.isobar.pipeline.ParkReason;

/** Why a message can never be stored. */
final class Unstorable extends Exception {

    private final ParkReason reason;
    private final String why;

    /** @param why for the person who must mend its sender; without the payload */
    Unstorable(ParkReason reason, String why) {
        super(why);
        this.reason = reason;
        this.why = why;
    }

    ParkReason reason() {
        return reason;
    }

    String why() {
        return why;
    }
}
