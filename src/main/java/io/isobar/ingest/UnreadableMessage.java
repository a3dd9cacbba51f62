package io.isobar.ingest;

/** A message that can never become a reading. The message says why, for the person who must mend the device. */
final class UnreadableMessage extends Exception {

    static final String NOT_JSON = "not_json";
    static final String NOT_AN_OBJECT = "not_an_object";
    static final String MISSING_FIELD = "missing_field";
    static final String NOT_A_NUMBER = "not_a_number";
    static final String TOO_LARGE = "too_large";

    private static final long serialVersionUID = 1L;

    private final String reason;
    private final String why;

    /** @param reason one of the words of this class: a value of the tag {@code reason} of {@code isobar_parked_total} */
    UnreadableMessage(String reason, String why) {
        // Made once per bad message, which may be every message: the stack would cost most and tell nothing.
        super(why, null, false, false);
        this.reason = reason;
        this.why = why;
    }

    String why() {
        return why;
    }

    String reason() {
        return reason;
    }
}
