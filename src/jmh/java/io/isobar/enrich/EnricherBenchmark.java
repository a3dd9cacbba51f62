package io.isobar.enrich;

import io.isobar.metadata.DeviceMetadata;
import io.isobar.metadata.Finding;
import io.isobar.route.PressureRoute;
import io.isobar.route.SensorId;
import io.isobar.route.UnreadableMessage;
import io.isobar.telemetry.Point;
import io.isobar.telemetry.Reading;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to make points of the readings of some devices in turn, whose items are remembered. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EnricherBenchmark {

    @Param({"200", "100000"})
    private int devices;

    private final MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Enricher enricher = Enrichers.of(
            PressureRoute.with(SensorId.PLAIN, false, registry.counter("replaced")),
            metakey -> CompletableFuture.completedFuture(Optional.empty()),
            registry);
    private Reading[] readings = {};
    private Finding[] findings = {};
    private int next;

    @org.openjdk.jmh.annotations.Setup
    public void setUp() {
        readings = new Reading[devices];
        findings = new Finding[devices];
        for (int i = 0; i < devices; i++) {
            readings[i] = PressureRoute.reading("ee1df6de-ea46-4c95-afb1-ff144ccfd7d9" + i, "" + i, 812, 55.5, 7);
            findings[i] = new Finding(Finding.State.FRESH, device(i), true, System.nanoTime(), null);
        }
    }

    @Benchmark
    public Point enrich() throws UnreadableMessage {
        next = next + 1 == devices ? 0 : next + 1;
        return enricher.enrich(readings[next], findings[next]);
    }

    private static DeviceMetadata device(int number) {
        return new DeviceMetadata(Map.of(
                "metakey", "" + number,
                "manufacturer", "Acme Devices Ltd.",
                "family", "sensors",
                "component_id", "a1b2c3d4",
                "calibration_date", "2020-09-25"));
    }
}
