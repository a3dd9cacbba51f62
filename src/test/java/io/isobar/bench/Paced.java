package io.isobar.bench;

import java.util.List;

/**
 * A steady load of 200 sensors, for twenty seconds after ten more of the same, in a process that has drained a backlog before:
 * how long a message takes until a query finds its point (see {@link Probe}), and what it costs.
 */
record Paced(int perSecond, int warmUp) implements Scenario {

    private static final Readings READINGS = Readings.of("paced", 200);
    private static final int WARM_UP_MILLIS = 10_000;
    private static final int MILLIS = 20_000;

    @Override
    public Figures run(Site site) throws Exception {
        site.addDevices(READINGS);
        try (Bridge bridge = site.start()) {
            new Backlog(site, List.of(bridge)).drain(READINGS, 0, warmUp);
            Figures figures = new Figures();
            try (Load load = new Load(site, READINGS, warmUp, perSecond);
                    Probe probe = new Probe(site)) {
                Thread.sleep(WARM_UP_MILLIS);
                probe.reset();
                int sent = load.sent() + probe.sent();
                ProcessCost before = bridge.cost();
                Thread.sleep(MILLIS);
                ProcessCost after = bridge.cost();
                int messages = load.sent() + probe.sent() - sent;
                List<Double> latencies = probe.finish();
                figures.put("p50Millis", Statistics.percentile(latencies, 50))
                        .put("p95Millis", Statistics.percentile(latencies, 95))
                        .put("p99Millis", Statistics.percentile(latencies, 99))
                        .put("maxMillis", Statistics.percentile(latencies, 100))
                        .putCpu(before, after, messages)
                        .put("residentMb", after.residentMb())
                        .put("peakRssMb", after.peakMb());
            }
            site.awaitPoints();
            site.check();
            return figures;
        }
    }
}
