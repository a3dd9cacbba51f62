package io.isobar.inbox;

import io.isobar.sqs.QueueFailure;

/** Where messages for devices go. */
@FunctionalInterface
interface Outbound {

    /** @return the id that the queue gave to the message */
    String send(String body) throws QueueFailure;
}
