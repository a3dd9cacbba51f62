package io.isobar.parking;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.isobar.pipeline.ParkReason;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * The envelope of a message that could not become a point: all that is needed to send it again, and why it is here.
 *
 * @param reason the word that {@code isobar_parked_total} counts it under
 * @param payload as it arrived, in Base64 where it is written as JSON
 */
public record ParkedMessage(
        Instant receivedAt,
        String topic,
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

    static ParkedMessage of(Instant receivedAt, String topic, byte[] payload, ParkReason reason, String why) {
        String action = reason == ParkReason.REJECTED ? "write" : "decode";
        return new ParkedMessage(receivedAt, topic, reason.tag(), payload, List.of(new Failure(action, why)));
    }

    /** The same as a constant. */
    public ParkReason parkReason() {
        return ParkReason.valueOf(reason.toUpperCase(Locale.ROOT));
    }
}
