package io.isobar.sqs;

/** What is wrong with an envelope. */
final class BadEnvelope extends Exception {

    /** @param why a clause for the person who must mend the rule that made it; without the payload */
    BadEnvelope(String why) {
        super(why);
    }
}
