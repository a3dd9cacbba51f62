package io.isobar.parking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.isobar.pipeline.ParkReason;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The envelope of a message that could not become a point, or an item: all that is needed to send it again, and why it is here.
 *
 * @param flow whose it is, if it is not telemetry's
 * @param reason the word that {@code isobar_parked_total} counts it under
 * @param payload as it arrived, in Base64 where it is written as JSON
 */
public record ParkedMessage(
        Instant receivedAt,
        String topic,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String flow,
        String reason,
        @JsonProperty("base64OriginalPayload") byte[] payload,
        List<Failure> failures) {

    /**
     * @param failedAction what could not be done
     * @param errorMessage why, for the person who must mend it
     */
    public record Failure(String failedAction, String errorMessage) {}

    public ParkedMessage {
        failures = List.copyOf(failures);
    }

    static ParkedMessage of(
            Instant receivedAt, String topic, byte[] payload, @Nullable String flow, ParkReason reason, String why) {
        String action = reason == ParkReason.REJECTED || reason == ParkReason.UNPROCESSED ? "write" : "decode";
        return new ParkedMessage(receivedAt, topic, flow, reason.tag(), payload, List.of(new Failure(action, why)));
    }

    /** The same as a constant. */
    public ParkReason parkReason() {
        return ParkReason.valueOf(reason.toUpperCase(Locale.ROOT));
    }
}
