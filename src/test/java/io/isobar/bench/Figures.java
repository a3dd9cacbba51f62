package io.isobar.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Named numbers that a run has given, in the order in which they were put. */
final class Figures {

    private final Map<String, Double> values = new LinkedHashMap<>();

    Figures put(String name, double value) {
        values.put(name, Math.round(value * 100) / 100.0);
        return this;
    }

    Figures putAll(Figures others) {
        values.putAll(others.values);
        return this;
    }

    /** Microseconds of CPU per message between two looks at a process: {@code cpuMicros}, and its two parts. */
    Figures putCpu(ProcessCost before, ProcessCost after, long messages) {
        put("cpuMicros", micros(before.cpu(), after.cpu(), messages));
        put("userMicros", micros(before.user(), after.user(), messages));
        return put("systemMicros", micros(before.system(), after.system(), messages));
    }

    private static double micros(Duration before, Duration after, long messages) {
        return after.minus(before).toNanos() / 1_000.0 / messages;
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    Map<String, Double> values() {
        return values;
    }
}
