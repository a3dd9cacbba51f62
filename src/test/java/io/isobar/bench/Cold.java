package io.isobar.bench;

import java.util.List;

/** As many devices as every twentieth message, 10,000, of which the process, else warm, knows none. */
record Cold(int messages) implements Scenario {

    private static final String FETCHES = "isobar_metadata_fetch_seconds_count";
    private static final Readings KNOWN = Readings.of("known", 200);

    @Override
    public Figures run(Site site) throws Exception {
        Readings unknown = Readings.of("unknown", Math.max(1, messages / 20));
        site.addDevices(KNOWN);
        site.addDevices(unknown);
        try (Bridge bridge = site.start()) {
            Backlog backlog = new Backlog(site, List.of(bridge));
            backlog.drain(KNOWN, 0, messages);
            long fetches = bridge.metric(FETCHES);
            Figures figures = backlog.drain(unknown, 0, messages);
            return figures.put("batchGetItems", bridge.metric(FETCHES) - fetches);
        }
    }
}
