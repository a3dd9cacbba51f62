package io.isobar.bench;

import java.time.Duration;
import java.util.List;

/**
 * Messages of 200 sensors, queued by mosquitto in a persistent session. First by a process that starts when they are there: to
 * the last point, less the CPU time of a start without messages. Then, by the same process, now warm, twice as many.
 */
record Drain(int messages) implements Scenario {

    private static final Readings READINGS = Readings.of("drain", 200);

    @Override
    public Figures run(Site site) throws Exception {
        site.addDevices(READINGS);
        Figures figures = new Figures();
        ProcessCost idle = startOnce(site);
        site.publish(READINGS, 0, messages);
        long begin = System.nanoTime();
        try (Bridge bridge = site.start()) {
            site.awaitPoints();
            Duration time = Duration.ofNanos(System.nanoTime() - begin);
            bridge.settle();
            ProcessCost cold = bridge.cost();
            site.check();
            figures.putAll(new Backlog(site, List.of(bridge)).drain(READINGS, messages, 3 * messages));
            figures.put("coldSeconds", Figures.seconds(time));
            figures.put("coldCpuMicros", cold.cpu().minus(idle.cpu()).toNanos() / 1_000.0 / messages);
        }
        return figures;
    }

    /** Leaves a session at the broker. */
    private static ProcessCost startOnce(Site site) throws InterruptedException {
        try (Bridge bridge = site.start()) {
            return bridge.startCost();
        }
    }
}
