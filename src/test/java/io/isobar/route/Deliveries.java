package io.isobar.route;

import io.isobar.pipeline.Acknowledgement;
import io.isobar.pipeline.Delivery;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Messages that arrived at half past nine. */
public final class Deliveries {

    public static final Instant ARRIVAL = Instant.parse("2026-11-21T09:30:00.123456789Z");
    public static final long ARRIVAL_MICROS_AS_NANOS = 1_795_253_400_123_456_000L;

    private Deliveries() {}

    public static Delivery delivery(String payload) {
        return delivery(payload, () -> {});
    }

    public static Delivery delivery(String payload, Acknowledgement acknowledgement) {
        return delivery(payload.getBytes(StandardCharsets.UTF_8), acknowledgement);
    }

    public static Delivery delivery(byte[] payload, Acknowledgement acknowledgement) {
        return new Delivery("/pressure/data", payload, ARRIVAL, acknowledgement);
    }

    /** For where no delivery may come. */
    public static void unexpected(Delivery delivery) {
        throw new AssertionError("a message from " + delivery.topic() + " is to wait");
    }
}
