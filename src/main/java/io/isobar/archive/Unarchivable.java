package io.isobar.archive;

import io.isobar.pipeline.ParkReason;

/** Why a message can never be kept. */
final class Unarchivable extends Exception {

    private static final long serialVersionUID = 1L;

    private final ParkReason reason;

    /** @param why for the person who must mend its sender; without the payload */
    Unarchivable(ParkReason reason, String why) {
        super(why);
        this.reason = reason;
    }

    ParkReason reason() {
        return reason;
    }
}
