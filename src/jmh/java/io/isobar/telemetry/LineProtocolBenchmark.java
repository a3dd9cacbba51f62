package io.isobar.telemetry;

import java.util.Map;
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

/** What it costs to write points as lines: of a device that is known already, and of one that is seen for the first time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LineProtocolBenchmark {

    private static final int BATCH = 1_000;

    private final Tags tags = Tags.of(Map.of(
            "calibration_date", "2020-09-25",
            "component_id", "a1b2c3d4",
            "family", "sensors",
            "manufacturer", "Acme Devices Ltd.",
            "metakey", "123456789",
            "sensorID", "ltW2wW1kkee1df6de-ea46-4c95-afb1-ff144ccfd7d9"));
    private final Series series = new Series("pressure", tags);
    private final Fields whole = fields(812, 55);
    private final Fields decimal = fields(812.37, 55.5);
    private final Fields longest = fields(Math.PI, Math.E);
    private final LineBuffer lines = new LineBuffer();
    private int count;

    @Benchmark
    public LineBuffer whole() {
        return write(new Point(series, whole, 1_795_251_600_123_456_789L));
    }

    @Benchmark
    public LineBuffer decimal() {
        return write(new Point(series, decimal, 1_795_251_600_123_456_789L));
    }

    @Benchmark
    public LineBuffer longest() {
        return write(new Point(series, longest, 1_795_251_600_123_456_789L));
    }

    @Benchmark
    public LineBuffer newSeries() {
        return write(new Point(new Series("pressure", tags), whole, 1_795_251_600_123_456_789L));
    }

    private LineBuffer write(Point point) {
        if (count++ % BATCH == 0) lines.clear();
        LineProtocol.append(lines, point);
        return lines;
    }

    private static Fields fields(double pressure, double viscosity) {
        return Fields.of(Map.of(
                "pressureValue", new FieldValue.Decimal(pressure), "viscosity", new FieldValue.Decimal(viscosity)));
    }
}
