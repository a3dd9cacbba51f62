package io.isobar.ingest;

import io.isobar.enrich.Enricher;
import io.isobar.enrich.Enrichers;
import io.isobar.metadata.DeviceMetadata;
import io.isobar.mqtt.TopicFilter;
import io.isobar.pipeline.Delivery;
import io.isobar.route.ReadingTime;
import io.isobar.route.Route;
import io.isobar.route.SensorId;
import io.isobar.route.UnreadableMessage;
import io.isobar.telemetry.DeviceClock;
import io.isobar.telemetry.Point;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
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

/** What the hot path costs before a point is written: decoding a message and enriching it with remembered metadata. */
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

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
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
    private final Enricher enricher =
            Enrichers.of(route, metakey -> CompletableFuture.completedFuture(Optional.of(device)), registry);
    private final Delivery delivery =
            new Delivery("/pressure/data", MESSAGE.getBytes(StandardCharsets.UTF_8), Instant.now(), () -> {});

    @Benchmark
    public Point decodeAndEnrich() throws UnreadableMessage {
        return Enrichers.point(enricher, route.decoder().decode(delivery, false));
    }
}
