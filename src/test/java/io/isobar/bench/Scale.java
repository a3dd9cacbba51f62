package io.isobar.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A backlog for several connections of one process, or several processes, that share a subscription. */
record Scale(int messages, int connections, int processes) implements Scenario {

    private static final Readings READINGS = Readings.of("scale", 200);

    @Override
    public Figures run(Site site) throws Exception {
        site.addDevices(READINGS);
        Map<String, String> settings =
                Map.of("isobar.mqtt.share-group", "bench", "isobar.mqtt.connections", "" + connections);
        List<Bridge> bridges = new ArrayList<>();
        try {
            for (int process = 1; process <= processes; process++) {
                bridges.add(site.start("isobar-" + process, settings));
            }
            Backlog backlog = new Backlog(site, bridges);
            backlog.drain(READINGS, 0, messages);
            return backlog.drain(READINGS, messages, 3 * messages);
        } finally {
            bridges.forEach(Bridge::close);
        }
    }
}
