package io.isobar.parking;

import io.isobar.pipeline.Intake;
import java.util.Optional;

/** Knows where the parked messages of flows beside telemetry go when they are replayed. */
@FunctionalInterface
public interface Replays {

    /** Empty if it does not know the flow, which may be of settings that are no more. */
    Optional<Intake> intake(String flow);
}
