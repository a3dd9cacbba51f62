package io.isobar.bench;

import io.isobar.local.Isobar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The service that is measured, and what its start took. */
final class Bridge implements AutoCloseable {

    private final Isobar isobar;
    private final Duration start;
    private final ProcessCost startCost;

    private Bridge(Isobar isobar, Duration start) {
        this.isobar = isobar;
        this.start = start;
        this.startCost = cost();
    }

    /** Starts it and waits until it is ready. */
    static Bridge start(Path folder, List<String> program, Map<String, String> settings) throws InterruptedException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IllegalStateException("cannot make " + folder, e);
        }
        long begin = System.nanoTime();
        Isobar isobar = Isobar.start(folder, program, settings);
        while (!isobar.isReady()) Thread.sleep(5);
        return new Bridge(isobar, Duration.ofNanos(System.nanoTime() - begin));
    }

    /** From nothing to ready. */
    Duration startTime() {
        return start;
    }

    ProcessCost startCost() {
        return startCost;
    }

    ProcessCost cost() {
        return ProcessCost.of(isobar.process().pid());
    }

    /** The sum of all samples of that name. */
    long metric(String name) {
        return isobar.metric(name);
    }

    /** In MiB, garbage included. */
    double usedHeapMb() {
        return isobar.metrics().entrySet().stream()
                        .filter(sample -> sample.getKey().startsWith("jvm_memory_used_bytes{area=\"heap\""))
                        .mapToDouble(Map.Entry::getValue)
                        .sum()
                / (1 << 20);
    }

    /** Has it collect its garbage now. */
    void collectGarbage() {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Command.in(Path.of("."), jcmd, Long.toString(isobar.process().pid()), "GC.run");
    }

    /** Waits until nothing is on its way any more, acknowledgements included. */
    void settle() throws InterruptedException {
        while (isobar.metric("isobar_in_flight") > 0 || isobar.metric("isobar_spooled") > 0) Thread.sleep(20);
    }

    /** Stops time for it, while the broker queues what comes for it. */
    void hold() throws IOException, InterruptedException {
        isobar.process().signal("STOP");
    }

    void release() throws IOException, InterruptedException {
        isobar.process().signal("CONT");
    }

    @Override
    public void close() {
        isobar.close();
    }
}
