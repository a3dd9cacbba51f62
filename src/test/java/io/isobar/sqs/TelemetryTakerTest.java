package io.isobar.sqs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Intake;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TelemetryTakerTest {

    private static final Instant SENT = Instant.parse("2026-11-21T09:00:00.123Z");

    private final List<Delivery> accepted = new ArrayList<>();
    private final List<String> parked = new ArrayList<>();
    private boolean hasRoom = true;

    private final MessageTaker taker = new TelemetryTaker(
            new Intake() {
                @Override
                public boolean accept(Delivery delivery, Duration patience) {
                    return hasRoom && accepted.add(delivery);
                }

                @Override
                public List<String> topics() {
                    return List.of();
                }

                @Override
                public int room() {
                    return hasRoom ? 1 : 0;
                }

                @Override
                public boolean drain(Duration patience) {
                    return true;
                }
            },
            (delivery, flow, reason, why, patience) -> {
                parked.add(reason + ": " + why);
                return hasRoom && accepted.add(delivery);
            },
            "/default");

    @Test
    void take_envelope_isWhatTheDeviceHasPublished() throws InterruptedException {
        take("{\"base64Payload\":\"eyJwIjoxfQ==\",\"topic\":\"/a\",\"receivedAt\":1795251600000}");

        Delivery delivery = accepted.getFirst();
        assertThat(delivery.topic()).isEqualTo("/a");
        assertThat(delivery.payload()).isEqualTo("{\"p\":1}".getBytes(UTF_8));
        assertThat(delivery.receivedAt().truncatedTo(ChronoUnit.MILLIS))
                .isEqualTo(Instant.ofEpochMilli(1_795_251_600_000L));
    }

    @Test
    void take_body_isThePayloadOfTheDefaultTopicAtTheTimeItWasSent() throws InterruptedException {
        take("{\"p\":\"\u00fc\"}");

        Delivery delivery = accepted.getFirst();
        assertThat(delivery.topic()).isEqualTo("/default");
        assertThat(delivery.payload()).isEqualTo("{\"p\":\"\u00fc\"}".getBytes(UTF_8));
        assertThat(delivery.receivedAt().truncatedTo(ChronoUnit.MILLIS)).isEqualTo(SENT);
    }

    @Test
    void take_envelopeWithoutTopicAndTime_hasThoseOfTheQueue() throws InterruptedException {
        take("{\"base64Payload\":\"\"}");

        assertThat(accepted.getFirst().topic()).isEqualTo("/default");
        assertThat(accepted.getFirst().receivedAt().truncatedTo(ChronoUnit.MILLIS))
                .isEqualTo(SENT);
    }

    @Test
    void take_sameMessageTwice_arrivedAtTheSameTime_andAnotherOneDidNot() throws InterruptedException {
        take("{\"p\":1}");
        take("{\"p\":1}");
        take("{\"p\":2}");

        List<Instant> times = accepted.stream().map(Delivery::receivedAt).toList();
        assertThat(times.get(1)).isEqualTo(times.get(0));
        assertThat(times.get(2)).isNotEqualTo(times.get(0));
    }

    @Test
    void take_badEnvelope_isParkedWhole() throws InterruptedException {
        String body = "{\"base64Payload\":\"?\"}";

        take(body);

        assertThat(parked)
                .singleElement()
                .asString()
                .startsWith("BAD_ENVELOPE: the envelope cannot be read: base64Payload");
        assertThat(accepted.getFirst().payload()).isEqualTo(body.getBytes(UTF_8));
        assertThat(accepted.getFirst().topic()).isEqualTo("/default");
    }

    @Test
    void take_noRoom_isNotTaken() throws InterruptedException {
        hasRoom = false;

        assertThat(take("{}")).isFalse();
        assertThat(take("{\"base64Payload\":\"?\"}")).isFalse();
        assertThat(taker.room()).isZero();
    }

    private boolean take(String body) throws InterruptedException {
        return taker.take(new QueueMessage("id", "handle", body, SENT), () -> {}, Duration.ZERO);
    }
}
