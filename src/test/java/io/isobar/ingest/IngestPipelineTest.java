package io.isobar.ingest;

import static io.isobar.route.Deliveries.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.entry;

import io.isobar.enrich.Enrichers;
import io.isobar.metadata.DeviceMetadata;
import io.isobar.metadata.Finding;
import io.isobar.metadata.Lookups;
import io.isobar.metadata.MetadataLookup;
import io.isobar.metadata.MetadataProperties.OnError;
import io.isobar.metadata.MetadataProperties.OnMiss;
import io.isobar.parking.ParkingLot;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.ParkReason;
import io.isobar.pipeline.Tracked;
import io.isobar.route.PressureRoute;
import io.isobar.route.Route;
import io.isobar.route.Routes;
import io.isobar.route.SensorId;
import io.isobar.telemetry.Point;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class IngestPipelineTest {

    private static final String MESSAGE = """
            {"pressure":812,"viscosity":55,"sensordatetime":"2026-11-21T09:00:00","deviceid":"a1","clientid":"c2",
             "metakey":"123456789"}
            """;

    static final WithoutMetadata DEFAULT =
            new WithoutMetadata(OnError.WAIT, OnMiss.WRITE, Duration.ofMinutes(1), InstantSource.system());

    private static final Finding UNKNOWN = new Finding(Finding.State.UNKNOWN, null, true, Finding.TIMELESS, "away");
    private static final Finding ABSENT = Enrichers.finding(Optional.empty());

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Ledger ledger = new Ledger(10, 1 << 20, registry);
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final List<Tracked<Point>> points = new ArrayList<>();
    private final List<Delivery> waiting = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private final InstantSource clock = () -> now;

    @Test
    void accept_knownDevice_isAPointWithItsTags() throws InterruptedException {
        DeviceMetadata device = new DeviceMetadata(Map.of("floor", "3"));
        IngestPipeline pipeline = pipeline(metakey -> answered(Optional.of(device)));
        Delivery delivery = arriving(MESSAGE);

        pipeline.accept(delivery, Duration.ZERO);

        assertThat(points).singleElement().satisfies(tracked -> {
            assertThat(tracked.delivery()).isSameAs(delivery);
            assertThat(tracked.value().tags().asMap()).containsExactly(entry("floor", "3"), entry("sensorID", "a1c2"));
            assertThat(tracked.value().epochNanos()).isEqualTo(1_795_251_600_000_000_000L);
        });
    }

    @Test
    void accept_unknownDevice_isWrittenUntagged() throws InterruptedException {
        pipeline(metakey -> answered(Optional.empty())).accept(arriving(MESSAGE), Duration.ZERO);

        assertThat(points)
                .singleElement()
                .satisfies(tracked ->
                        assertThat(tracked.value().tags().asMap()).containsExactly(entry("sensorID", "a1c2")));
    }

    @Test
    void accept_pointNotWrittenYet_isOpenAndUnacknowledged() throws InterruptedException {
        pipeline(metakey -> answered(Optional.empty())).accept(arriving(MESSAGE), Duration.ZERO);

        assertThat(ledger.open()).isEqualTo(1);
        assertThat(acknowledged).hasValue(0);
    }

    @Test
    void accept_unreadableMessage_isParkedAndAcknowledgedWithoutALookup() throws InterruptedException {
        IngestPipeline pipeline = pipeline(metakey -> {
            throw new AssertionError("asked for " + metakey);
        });

        pipeline.accept(arriving("{\"pressure\":812}"), Duration.ZERO);

        assertThat(points).isEmpty();
        assertThat(acknowledged).hasValue(1);
        assertThat(parked("missing_field")).isEqualTo(1);
        assertThat(pipeline.drain(Duration.ZERO)).isTrue();
    }

    /** Such as those that an old subscription brings. */
    @Test
    void accept_topicOfNoRoute_isParkedAndAcknowledged() throws InterruptedException {
        byte[] payload = MESSAGE.getBytes(StandardCharsets.UTF_8);
        Delivery delivery = new Delivery("/pressure/old", payload, Instant.EPOCH, acknowledged::incrementAndGet);

        pipeline(metakey -> answered(Optional.empty())).accept(delivery, Duration.ZERO);

        assertThat(points).isEmpty();
        assertThat(acknowledged).hasValue(1);
        assertThat(parked("no_route")).isEqualTo(1);
    }

    @Test
    void accept_metadataIsNotKnownYet_doesNotWaitAndStaysOpen() throws InterruptedException {
        CompletableFuture<Optional<DeviceMetadata>> answer = new CompletableFuture<>();
        IngestPipeline pipeline = pipeline(metakey -> answer);

        pipeline.accept(arriving(MESSAGE), Duration.ZERO);

        assertThat(points).isEmpty();
        assertThat(pipeline.drain(Duration.ZERO)).isFalse();
        answer.complete(Optional.empty());
        assertThat(points).hasSize(1);
    }

    @Test
    void accept_lookupFails_staysOpenAndUnacknowledged() throws InterruptedException {
        pipeline(metakey -> CompletableFuture.failedFuture(new IllegalStateException("closed")))
                .accept(arriving(MESSAGE), Duration.ZERO);

        assertThat(points).isEmpty();
        assertThat(ledger.open()).isEqualTo(1);
        assertThat(acknowledged).hasValue(0);
    }

    /** It would reach the MQTT client, which drops the connection then. */
    @Test
    void accept_lookupThrows_staysOpenAndDoesNotThrow() {
        IngestPipeline pipeline = pipeline(metakey -> {
            throw new IllegalStateException("closed");
        });

        assertThatCode(() -> pipeline.accept(arriving(MESSAGE), Duration.ZERO)).doesNotThrowAnyException();

        assertThat(ledger.open()).isEqualTo(1);
        assertThat(acknowledged).hasValue(0);
    }

    @Test
    void accept_pointsCannotBeTaken_staysOpenAndDoesNotThrow() {
        IngestPipeline pipeline = pipeline(metakey -> answered(Optional.empty()), point -> {
            throw new IllegalStateException("full");
        });

        assertThatCode(() -> pipeline.accept(arriving(MESSAGE), Duration.ZERO)).doesNotThrowAnyException();

        assertThat(ledger.open()).isEqualTo(1);
        assertThat(acknowledged).hasValue(0);
    }

    @Test
    void accept_messagesOfEachEnd_theCountersAddUp() throws InterruptedException {
        IngestPipeline pipeline = pipeline(metakey -> answered(Optional.empty()));

        for (String payload : List.of(MESSAGE, "", "[]", "{}", MESSAGE, MESSAGE))
            pipeline.accept(arriving(payload), Duration.ZERO);
        ledger.written(points.getFirst().delivery());

        double parked = parked("not_json") + parked("not_an_object") + parked("missing_field");
        assertThat(parked).isEqualTo(3);
        assertThat(registry.get("isobar.received").counter().count())
                .isEqualTo(registry.get("isobar.written").counter().count() + parked + ledger.open());
        assertThat(acknowledged).hasValue(4);
    }

    @Test
    void accept_tableCannotBeAsked_waitsAndGoesOnWhenItCan() throws InterruptedException {
        AtomicReference<Finding> answer = new AtomicReference<>(UNKNOWN);
        IngestPipeline pipeline = pipeline(DEFAULT, metakey -> CompletableFuture.completedFuture(answer.get()));
        Delivery delivery = arriving(MESSAGE);

        pipeline.accept(delivery, Duration.ZERO);
        assertThat(waiting).containsExactly(delivery);
        assertThat(pipeline.again(delivery)).isCompletedWithValue(false);
        answer.set(Enrichers.finding(Optional.of(new DeviceMetadata(Map.of("floor", "3")))));
        assertThat(pipeline.again(delivery)).isCompletedWithValue(true);

        assertThat(points).hasSize(1);
        assertThat(lookups()).isEqualTo(1);
        assertThat(lookups("error")).isEqualTo(1);
    }

    @Test
    void accept_tableCannotBeAsked_isWrittenUntaggedIfThatIsWanted() throws InterruptedException {
        WithoutMetadata write = new WithoutMetadata(OnError.WRITE, OnMiss.WRITE, Duration.ofMinutes(1), clock);

        pipeline(write, metakey -> CompletableFuture.completedFuture(UNKNOWN)).accept(arriving(MESSAGE), Duration.ZERO);

        assertThat(points).hasSize(1);
        assertThat(lookups("error")).isEqualTo(1);
    }

    @Test
    void accept_noItem_isParkedIfThatIsWanted() throws InterruptedException {
        WithoutMetadata park = new WithoutMetadata(OnError.WAIT, OnMiss.PARK, Duration.ofMinutes(1), clock);
        IngestPipeline pipeline = pipeline(park, metakey -> CompletableFuture.completedFuture(ABSENT));

        pipeline.accept(arriving(MESSAGE), Duration.ZERO);
        pipeline.accept(arriving("{\"pressure\":1,\"viscosity\":1}"), Duration.ZERO);

        assertThat(parked("no_metadata")).isEqualTo(2);
        assertThat(lookups()).isEqualTo(2);
    }

    @Test
    void accept_noItem_waitsForItForAsLongAsIsWanted() throws InterruptedException {
        WithoutMetadata wait = new WithoutMetadata(OnError.WAIT, OnMiss.WAIT_FOR, Duration.ofMinutes(1), clock);
        IngestPipeline pipeline = pipeline(wait, metakey -> CompletableFuture.completedFuture(ABSENT));
        Delivery delivery = arriving(MESSAGE);

        pipeline.accept(delivery, Duration.ZERO);
        pipeline.accept(arriving("{\"pressure\":1,\"viscosity\":1}"), Duration.ZERO);
        assertThat(waiting).containsExactly(delivery);
        assertThat(points).as("without a metakey there is nothing to wait for").hasSize(1);

        now = delivery.receivedAt().plusSeconds(59);
        assertThat(pipeline.again(delivery)).isCompletedWithValue(false);
        now = delivery.receivedAt().plusSeconds(60);
        assertThat(pipeline.again(delivery)).isCompletedWithValue(true);
        assertThat(points).hasSize(2);
    }

    @Test
    void explain_message_saysWhatAcceptDoesAndDoesNothing() throws InterruptedException {
        IngestPipeline pipeline = pipeline(metakey -> answered(Optional.of(new DeviceMetadata(Map.of("floor", "3")))));

        Verdict written = pipeline.explain(arriving(MESSAGE)).join();
        Verdict parked = pipeline.explain(arriving("{}")).join();
        Verdict lost = pipeline.explain(new Delivery("t", new byte[0], Instant.EPOCH, () -> {}))
                .join();

        assertThat(points).isEmpty();
        assertThat(registry.get("isobar.received").counter().count()).isZero();
        assertThat(lookups()).isZero();
        assertThat(parked.outcome()).isEqualTo(new Verdict.Park(ParkReason.MISSING_FIELD, "pressure is missing"));
        assertThat(lost.outcome()).isInstanceOf(Verdict.Park.class);
        pipeline.accept(arriving(MESSAGE), Duration.ZERO);
        assertThat(written.outcome())
                .isEqualTo(new Verdict.Write(points.getFirst().value()));
    }

    private IngestPipeline pipeline(MetadataLookup metadata) {
        return pipeline(metadata, points::add);
    }

    private IngestPipeline pipeline(MetadataLookup metadata, Consumer<Tracked<Point>> sink) {
        return pipeline(DEFAULT, metakey -> metadata.find(metakey).thenApply(Enrichers::finding), sink);
    }

    private IngestPipeline pipeline(
            WithoutMetadata withoutMetadata, Function<String, CompletableFuture<Finding>> metadata) {
        return pipeline(withoutMetadata, metadata, points::add);
    }

    private IngestPipeline pipeline(
            WithoutMetadata withoutMetadata,
            Function<String, CompletableFuture<Finding>> metadata,
            Consumer<Tracked<Point>> sink) {
        Route pressure = PressureRoute.with(SensorId.PLAIN, false, registry.counter("replaced"));
        return new IngestPipeline(
                ledger,
                new Routes(List.of(pressure), 256 * 1024),
                route -> new Lane(route, Enrichers.finding(route, metadata, registry), withoutMetadata),
                new Lookups(registry),
                new ParkingLot(parked ->
                        ledger.parked(parked.delivery(), parked.value().parkReason())),
                waiting::add,
                sink);
    }

    private double lookups() {
        return registry.get("isobar.metadata.lookups").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private double lookups(String result) {
        return registry.get("isobar.metadata.lookups")
                .tag("result", result)
                .counter()
                .count();
    }

    private Delivery arriving(String payload) {
        return delivery(payload, acknowledged::incrementAndGet);
    }

    private static CompletableFuture<Optional<DeviceMetadata>> answered(Optional<DeviceMetadata> answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private double parked(String reason) {
        return registry.get("isobar.parked").tag("reason", reason).counter().count();
    }
}
