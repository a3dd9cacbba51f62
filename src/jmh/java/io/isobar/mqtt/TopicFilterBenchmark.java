package io.isobar.mqtt;

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

/** What it costs to find out whether a topic is one of a filter's. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TopicFilterBenchmark {

    private final TopicFilter exact = new TopicFilter("/pressure/data");
    private final TopicFilter wild = new TopicFilter("plant/+/line/+/temperature");
    private String topic = "/pressure/data";
    private String deep = "plant/berlin/line/3/temperature";

    @Benchmark
    public boolean exact() {
        return exact.matches(topic);
    }

    @Benchmark
    public boolean wildcards() {
        return wild.matches(deep);
    }

    @Benchmark
    public boolean another() {
        return wild.matches(topic);
    }
}
