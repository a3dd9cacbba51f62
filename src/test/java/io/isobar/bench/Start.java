package io.isobar.bench;

import java.nio.file.Path;
import java.util.Map;

/** From the start of the process to ready, and what that took of the CPU. */
record Start() implements Scenario {

    @Override
    public Figures run(Site site) throws Exception {
        return figures(site, site.folder().resolve("isobar"), site.build());
    }

    static Figures figures(Site site, Path folder, Build build) throws InterruptedException {
        try (Bridge bridge = Bridge.start(folder, build.program(), site.settings("isobar", Map.of()))) {
            return new Figures()
                    .put("readyMillis", bridge.startTime().toNanos() / 1e6)
                    .put("cpuSeconds", Figures.seconds(bridge.startCost().cpu()))
                    .put("residentMb", bridge.startCost().residentMb());
        }
    }

    @Override
    public int runs() {
        return 5;
    }
}
