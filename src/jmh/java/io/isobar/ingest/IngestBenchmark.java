package io.isobar.ingest;

import io.isobar.enrich.CardinalityBudget;
import io.isobar.enrich.Enricher;
import io.isobar.enrich.Enrichments;
import io.isobar.enrich.MetadataStateAs;
import io.isobar.enrich.TagProperties;
import io.isobar.enrich.TagRules;
import io.isobar.metadata.CachingMetadata;
import io.isobar.metadata.DeviceMetadata;
import io.isobar.metadata.Lookups;
import io.isobar.metadata.MetadataProperties.OnError;
import io.isobar.metadata.MetadataProperties.OnMiss;
import io.isobar.mqtt.TopicFilter;
import io.isobar.parking.ParkingLot;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.Tracked;
import io.isobar.route.ReadingTime;
import io.isobar.route.Route;
import io.isobar.route.Routes;
import io.isobar.route.SensorId;
import io.isobar.route.UnreadableMessage;
import io.isobar.telemetry.DeviceClock;
import io.isobar.telemetry.LineBuffer;
import io.isobar.telemetry.LineProtocol;
import io.isobar.telemetry.Point;
import io.isobar.telemetry.Reading;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.slf4j.LoggerFactory;

/**
 * What a message costs on its way to the body of a request: decoding it, enriching it with remembered metadata, and all of the way
 * with the counting. The payload itself, which MQTT brings, is not in it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class IngestBenchmark {

    private static final String MESSAGE =
            "{\"pressure\":812,\"viscosity\":55,\"sensordatetime\":\"2026-11-21T09:00:00\","
                    + "\"deviceid\":\"ltW2wW1kk\",\"clientid\":\"ee1df6de-ea46-4c95-afb1-ff144ccfd7d9\",\"metakey\":\"123456789\","
                    + "\"_id_\":\"wzCHpAvdm\"}";

    private static final byte[] PAYLOAD = MESSAGE.getBytes(StandardCharsets.UTF_8);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int BODY = 1 << 20;

    private final MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ReadingTime time =
            new ReadingTime(new DeviceClock(ZoneOffset.UTC), true, registry.counter("replaced"));
    private final Route route =
            Route.pressure(new TopicFilter("/pressure/data"), SensorId.PLAIN, "devices", time, 262_144);
    private final DeviceMetadata device = new DeviceMetadata(Map.of(
            "metakey", "123456789",
            "manufacturer", "Acme Devices Ltd.",
            "family", "sensors",
            "component_id", "a1b2c3d4",
            "calibration_date", "2020-09-25"));
    private final CachingMetadata devices = new CachingMetadata(
            metakey -> CompletableFuture.completedFuture(Optional.of(device)),
            new CachingMetadata.Limits(100_000, DAY, DAY, DAY, DAY),
            new PeerState("the table", LoggerFactory.getLogger(IngestBenchmark.class)));
    private final Lookups lookups = new Lookups(registry);
    private final Enricher enricher = new Enricher(
            route,
            devices,
            new TagRules(
                    new TagProperties(List.of(), List.of(), "", List.of(), List.of()),
                    new CardinalityBudget(100_000, registry),
                    registry),
            MetadataStateAs.NONE,
            new Enrichments(100_000),
            lookups,
            registry);
    private final Ledger ledger = new Ledger(20_000, 64 << 20, registry);
    private final LineBuffer lines = new LineBuffer();
    private final IngestPipeline pipeline = new IngestPipeline(
            ledger,
            new Routes(List.of(route), 262_144),
            any -> new Lane(
                    any, enricher, new WithoutMetadata(OnError.WAIT, OnMiss.WRITE, DAY, InstantSource.system())),
            lookups,
            new ParkingLot(IngestBenchmark::unexpected),
            IngestBenchmark::unexpected,
            this::write);
    private final Delivery delivery = new Delivery("/pressure/data", PAYLOAD, Instant.now(), () -> {});

    @Benchmark
    public Reading decode() throws UnreadableMessage {
        return route.decoder().decode(delivery, false);
    }

    @Benchmark
    public Point decodeAndEnrich() throws UnreadableMessage {
        Reading reading = route.decoder().decode(delivery, false);
        return enricher.enrich(reading, enricher.findNow(reading));
    }

    @Benchmark
    public int payloadToBytes() throws InterruptedException {
        if (lines.length() > BODY) lines.clear();
        pipeline.accept(new Delivery("/pressure/data", PAYLOAD, Instant.now(), () -> {}), Duration.ZERO);
        return lines.length();
    }

    private void write(Tracked<Point> point) {
        LineProtocol.append(lines, point.value());
        ledger.written(point.delivery());
    }

    private static void unexpected(Object value) {
        throw new AssertionError("not written: " + value);
    }
}
