package io.isobar.parking;

import static io.isobar.pipeline.ParkReason.MISSING_FIELD;
import static io.isobar.pipeline.ParkReason.NOT_JSON;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.ParkReason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ParkingLotTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Ledger ledger = new Ledger(1000, 1 << 20, registry);
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final Logger logger = (Logger) LoggerFactory.getLogger(ParkingLot.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private long now;

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
        logger.setAdditive(true);
    }

    @Test
    void park_openDelivery_isClosedAsParkedWithItsReason() throws InterruptedException {
        ParkingLot parking = new ParkingLot(
                parked -> ledger.parked(parked.delivery(), parked.value().parkReason()), () -> now);

        park(parking, NOT_JSON, "the message is empty");

        assertThat(parked(NOT_JSON)).isEqualTo(1);
        assertThat(acknowledged).hasValue(1);
        assertThat(ledger.open()).isZero();
    }

    @Test
    void park_firstOfItsReason_isLoggedWithTopicReasonAndMessageButNoPayload() throws InterruptedException {
        ParkingLot parking = new ParkingLot(
                parked -> ledger.parked(parked.delivery(), parked.value().parkReason()), () -> now);

        park(parking, NOT_JSON, "the message is empty");

        assertThat(log.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getFormattedMessage())
                    .contains("/pressure/data", "not_json", "the message is empty")
                    .doesNotContain("hunter2");
        });
    }

    /** The monotonic clock may start anywhere. */
    @ParameterizedTest
    @ValueSource(longs = {0, Long.MIN_VALUE, Long.MAX_VALUE - 1_000_000_000L})
    void park_manyWithinAMinute_isOneLinePerReason(long start) throws InterruptedException {
        now = start;
        ParkingLot parking = new ParkingLot(
                parked -> ledger.parked(parked.delivery(), parked.value().parkReason()), () -> now);

        for (int second = 0; second < 60; second++) {
            park(parking, NOT_JSON, "the message is empty");
            park(parking, MISSING_FIELD, "pressure is missing");
            now += Duration.ofSeconds(1).toNanos();
        }

        assertThat(lines()).hasSize(2);
        assertThat(parked(NOT_JSON)).isEqualTo(60);
        assertThat(parked(MISSING_FIELD)).isEqualTo(60);
    }

    @Test
    void park_aMinuteLater_isLoggedWithTheNumberLeftOut() throws InterruptedException {
        ParkingLot parking = new ParkingLot(
                parked -> ledger.parked(parked.delivery(), parked.value().parkReason()), () -> now);
        park(parking, NOT_JSON, "first");
        park(parking, NOT_JSON, "second");
        park(parking, NOT_JSON, "third");
        now += Duration.ofMinutes(1).toNanos();

        park(parking, NOT_JSON, "fourth");
        now += Duration.ofMinutes(1).toNanos();
        park(parking, NOT_JSON, "fifth");

        assertThat(lines()).hasSize(3);
        assertThat(lines().get(0)).contains("first", "0 more");
        assertThat(lines().get(1)).contains("fourth", "2 more");
        assertThat(lines().get(2)).contains("fifth", "0 more");
    }

    private void park(ParkingLot parking, ParkReason reason, String message) throws InterruptedException {
        byte[] payload = "hunter2".getBytes(StandardCharsets.UTF_8);
        Delivery delivery = new Delivery("/pressure/data", payload, Instant.EPOCH, acknowledged::incrementAndGet);
        ledger.open(delivery, Duration.ZERO);
        parking.park(delivery, reason, message);
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private double parked(ParkReason reason) {
        return registry.get("isobar.parked")
                .tag("reason", reason.tag())
                .counter()
                .count();
    }
}
