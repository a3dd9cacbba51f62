package io.isobar.bench;

import java.time.Duration;
import java.util.List;

/**
 * InfluxDB is away for a minute, ten seconds into a load of 2,000 messages per second, which ends with its return, for a
 * process that has drained a backlog before: how long until all points are there, and what the whole of it costs per message.
 */
record Outage(int warmUp) implements Scenario {

    private static final Readings READINGS = Readings.of("outage", 200);
    private static final int PER_SECOND = 2_000;
    private static final int BEFORE_MILLIS = 10_000;
    private static final int MILLIS = 60_000;

    @Override
    public Figures run(Site site) throws Exception {
        site.addDevices(READINGS);
        try (Bridge bridge = site.start()) {
            new Backlog(site, List.of(bridge)).drain(READINGS, 0, warmUp);
            ProcessCost before = bridge.cost();
            int sent;
            long spooled;
            try (Load load = new Load(site, READINGS, warmUp, PER_SECOND)) {
                Thread.sleep(BEFORE_MILLIS);
                site.influxd().process().terminate();
                Thread.sleep(MILLIS);
                spooled = bridge.metric("isobar_spooled");
                sent = load.sent();
            }
            site.influxd().process().start();
            long begin = System.nanoTime();
            site.awaitCounted();
            Duration time = Duration.ofNanos(System.nanoTime() - begin);
            bridge.settle();
            ProcessCost after = bridge.cost();
            site.check();
            return new Figures()
                    .put("drainedSeconds", Figures.seconds(time))
                    .put("spooledPoints", spooled)
                    .putCpu(before, after, sent)
                    .put("peakRssMb", after.peakMb());
        }
    }
}
