package io.isobar.bench;

import java.util.List;

/** Half as many series as {@code drain} has messages, 100,000, of three readings each. */
record Many(int messages) implements Scenario {

    private static final Readings FEW = Readings.of("few", 200);

    @Override
    public Figures run(Site site) throws Exception {
        int sensors = Math.max(1, messages / 2);
        Readings many = new Readings("many", sensors, Math.min(sensors, 200));
        site.addDevices(FEW);
        site.addDevices(many);
        try (Bridge bridge = site.start()) {
            Backlog backlog = new Backlog(site, List.of(bridge));
            backlog.drain(FEW, 0, messages);
            return backlog.drain(many, 0, 3 * sensors);
        }
    }
}
