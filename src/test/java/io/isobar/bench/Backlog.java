package io.isobar.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A queue that running processes work off: they are held (SIGSTOP) while their messages are published and queued by the broker,
 * and the time runs from their release to the last point. So neither publishing nor the start of a JVM is in the figures.
 */
final class Backlog {

    private static final String ALLOCATED = "jvm_gc_memory_allocated_bytes_total";

    private final Site site;
    private final List<Bridge> bridges;

    Backlog(Site site, List<Bridge> bridges) {
        this.site = site;
        this.bridges = List.copyOf(bridges);
    }

    /**
     * Messages per second, CPU per message, garbage per message as far as the JVM has counted it at its collections, and the
     * most memory since the start of the process.
     */
    Figures drain(Readings readings, int from, int to) throws IOException, InterruptedException {
        long allocated = metric(ALLOCATED);
        for (Bridge bridge : bridges) bridge.hold();
        site.publish(readings, from, to);
        ProcessCost before = cost();
        long begin = System.nanoTime();
        for (Bridge bridge : bridges) bridge.release();
        site.awaitPoints();
        Duration time = Duration.ofNanos(System.nanoTime() - begin);
        for (Bridge bridge : bridges) bridge.settle();
        ProcessCost after = cost();
        site.check();
        int messages = to - from;
        return new Figures()
                .put("messagesPerSecond", messages / Figures.seconds(time))
                .putCpu(before, after, messages)
                .put("allocatedBytes", (double) (metric(ALLOCATED) - allocated) / messages)
                .put("peakRssMb", after.peakMb());
    }

    private ProcessCost cost() {
        return bridges.stream().map(Bridge::cost).reduce(ProcessCost::plus).orElseThrow();
    }

    private long metric(String name) {
        return bridges.stream().mapToLong(bridge -> bridge.metric(name)).sum();
    }
}
