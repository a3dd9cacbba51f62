package io.isobar.pipeline;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to open a delivery, to hand it over to the thread that writes, and to close it there. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BatcherBenchmark {

    private static final byte[] PAYLOAD = new byte[200];

    private final MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Ledger ledger = new Ledger(20_000, 64 << 20, registry);
    private final Ledger alone = new Ledger(20_000, 64 << 20, registry);
    private final Batcher<String> batcher =
            new Batcher<>("benchmark", 5_000, Duration.ofMillis(50), ledger, this::write);

    @Setup(Level.Trial)
    public void setUp() {
        batcher.start();
    }

    @TearDown(Level.Trial)
    public void tearDown() throws InterruptedException {
        batcher.close();
    }

    @Benchmark
    public boolean handOver() throws InterruptedException {
        Delivery delivery = new Delivery("/pressure/data", PAYLOAD, Instant.EPOCH, () -> {});
        boolean open = ledger.open(delivery, Duration.ofSeconds(10));
        batcher.add(new Tracked<>("value", delivery));
        return open;
    }

    @Benchmark
    public boolean openAndClose() throws InterruptedException {
        Delivery delivery = new Delivery("/pressure/data", PAYLOAD, Instant.EPOCH, () -> {});
        boolean open = alone.open(delivery, Duration.ofSeconds(10));
        alone.written(delivery);
        return open;
    }

    private void write(List<Tracked<String>> batch) {
        for (Tracked<String> value : batch) ledger.written(value.delivery());
    }
}
