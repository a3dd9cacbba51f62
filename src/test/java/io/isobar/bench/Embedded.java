package io.isobar.bench;

import io.isobar.local.Ports;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * From the broker inside the process: two publishers, each with at most 1,000 messages that are not acknowledged, and the
 * time from their first message to the last point. The CPU time is that of the broker as well.
 */
record Embedded(int messages) implements Scenario {

    private static final Readings READINGS = Readings.of("embedded", 200);

    @Override
    public Figures run(Site site) throws Exception {
        site.addDevices(READINGS);
        int port = Ports.free();
        Map<String, String> settings = Map.of(
                "isobar.broker.enabled",
                "true",
                "isobar.broker.port",
                "" + port,
                // The publishers are faster, and nothing is to be dropped.
                "isobar.broker.queue-size",
                "10000000",
                "isobar.mqtt.url",
                "tcp://127.0.0.1:" + port);
        try (Bridge bridge = site.start("isobar", settings)) {
            publish(site, port, 0);
            site.awaitPoints();
            bridge.settle();
            ProcessCost before = bridge.cost();
            long begin = System.nanoTime();
            publish(site, port, messages);
            Duration publishing = Duration.ofNanos(System.nanoTime() - begin);
            site.awaitPoints();
            Duration time = Duration.ofNanos(System.nanoTime() - begin);
            bridge.settle();
            ProcessCost after = bridge.cost();
            site.check();
            return new Figures()
                    .put("messagesPerSecond", messages / Figures.seconds(time))
                    .put("publishedPerSecond", messages / Figures.seconds(publishing))
                    .putCpu(before, after, messages)
                    .put("peakRssMb", after.peakMb());
        }
    }

    private void publish(Site site, int port, int from) throws Exception {
        int half = from + messages / 2;
        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            List<Callable<Boolean>> halves =
                    List.of(() -> publish(site, port, from, half), () -> publish(site, port, half, from + messages));
            for (Future<Boolean> each : both.invokeAll(halves)) each.get();
        }
    }

    private static boolean publish(Site site, int port, int from, int to) throws Exception {
        site.publish(port, READINGS, from, to);
        return true;
    }
}
