package io.isobar.ingest;

import io.isobar.metadata.Finding;
import io.isobar.metadata.MetadataProperties.OnError;
import io.isobar.metadata.MetadataProperties.OnMiss;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.ParkReason;
import io.isobar.route.Route;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a message about whose device nothing is known, if it is not written as it is.
 *
 * @param onError while that cannot be found out
 * @param onMiss if there is nothing
 * @param waitFor for how long after its arrival a message may wait for its item
 */
record WithoutMetadata(OnError onError, OnMiss onMiss, Duration waitFor, InstantSource clock) {

    /**
     * Null if it is written.
     *
     * @param finding null if its device is not looked up
     */
    Verdict.@Nullable Outcome of(@Nullable Finding finding, Route route, @Nullable String metakey, Delivery delivery) {
        if (finding == null) return null;
        return switch (finding.state()) {
            case FRESH, STALE -> null;
            case UNKNOWN -> onError == OnError.WRITE ? null : new Verdict.Wait(String.valueOf(finding.failure()));
            case ABSENT -> absent(route, metakey, delivery);
        };
    }

    private Verdict.@Nullable Outcome absent(Route route, @Nullable String metakey, Delivery delivery) {
        return switch (onMiss) {
            case WRITE -> null;
            case PARK -> new Verdict.Park(ParkReason.NO_METADATA, noItem(route, metakey));
            // For a message that does not say what to look up, nothing would ever come.
            case WAIT_FOR -> metakey != null && isInTime(delivery) ? new Verdict.Wait(noItem(route, metakey)) : null;
        };
    }

    private boolean isInTime(Delivery delivery) {
        return clock.instant().isBefore(delivery.receivedAt().plus(waitFor));
    }

    private static String noItem(Route route, @Nullable String metakey) {
        return metakey == null
                ? "the message does not say what to look its device up by"
                : "table %s has no item of the %s that the message says".formatted(route.table(), route.keyAttribute());
    }
}
