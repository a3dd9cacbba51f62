package io.isobar.sqs;

import io.isobar.pipeline.Acknowledgement;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Intake;
import io.isobar.pipeline.ParkReason;
import io.isobar.pipeline.Parking;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * The queue's side of the telemetry flow: every message goes as a {@link Delivery} into the intake, with the payload, the topic and
 * the time of arrival that its {@link Envelope} tells. A body that is none is the payload itself.
 */
final class TelemetryTaker implements MessageTaker {

    private static final int MICROS_OF_MILLI = 1_000;
    private static final int NANOS_OF_MICRO = 1_000;

    private final Intake intake;
    private final Parking parking;
    private final String topic;

    /** @param topic of messages that name none */
    TelemetryTaker(Intake intake, Parking parking, String topic) {
        this.intake = intake;
        this.parking = parking;
        this.topic = topic;
    }

    @Override
    public int room() {
        return intake.room();
    }

    @Override
    public boolean take(QueueMessage message, Acknowledgement safe, Duration patience) throws InterruptedException {
        String body = message.body();
        try {
            Envelope envelope = Envelope.of(body);
            if (envelope == null) return intake.accept(whole(message, safe), patience);
            Instant told = envelope.receivedAt() == null ? message.sentAt() : envelope.receivedAt();
            String from = envelope.topic() == null ? topic : envelope.topic();
            return intake.accept(new Delivery(from, envelope.payload(), arrival(told, body), safe), patience);
        } catch (BadEnvelope e) {
            String why = "the envelope cannot be read: " + e.getMessage();
            return parking.park(whole(message, safe), null, ParkReason.BAD_ENVELOPE, why, patience);
        }
    }

    private Delivery whole(QueueMessage message, Acknowledgement safe) {
        byte[] body = message.body().getBytes(StandardCharsets.UTF_8);
        return new Delivery(topic, body, arrival(message.sentAt(), message.body()), safe);
    }

    /**
     * The points of messages without a time of their own lie where they arrived, and that is known in milliseconds: too coarse to
     * keep two messages of a device apart. So the microseconds are taken from the body, the same ones each time that it comes.
     */
    private static Instant arrival(Instant told, String body) {
        int micros = Math.floorMod(body.hashCode(), MICROS_OF_MILLI);
        return told.plusNanos((long) micros * NANOS_OF_MICRO);
    }
}
