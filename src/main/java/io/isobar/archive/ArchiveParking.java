package io.isobar.archive;

import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Intake;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.ParkReason;
import java.time.Duration;

/**
 * Has the messages of a flow parked. Parking is one place for all, so that each is counted by telemetry's ledger, too.
 *
 * @param flow what they say that they are of
 * @param telemetry takes what is to be parked
 * @param ledger of the flow
 */
record ArchiveParking(String flow, Intake telemetry, Ledger ledger) {

    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** Waits until there is room among what is on its way to parking. */
    void park(Delivery message, ParkReason reason, String why) throws InterruptedException {
        Delivery parked = new Delivery(
                message.topic(), message.payload(), message.receivedAt(), () -> ledger.parked(message, reason));
        while (!telemetry.park(parked, flow, reason, why, PATIENCE)) {
            if (Thread.interrupted()) throw new InterruptedException();
        }
    }
}
