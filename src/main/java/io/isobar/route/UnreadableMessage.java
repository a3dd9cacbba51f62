package io.isobar.route;

import io.isobar.pipeline.ParkReason;

/** A message that can never become a reading. The message says why, for the person who must mend the device. */
public final class UnreadableMessage extends Exception {

    private static final long serialVersionUID = 1L;

    private final ParkReason reason;
    private final String why;

    public UnreadableMessage(ParkReason reason, String why) {
        // Made once per bad message, which may be every message: the stack would cost most and tell nothing.
        super(why, null, false, false);
        this.reason = reason;
        this.why = why;
    }

    public String why() {
        return why;
    }

    public ParkReason reason() {
        return reason;
    }
}
