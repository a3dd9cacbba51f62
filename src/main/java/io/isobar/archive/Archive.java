package io.isobar.archive;

import io.isobar.parking.Replays;
import io.isobar.pipeline.Intake;
import java.util.List;
import java.util.Optional;

/** All flows of the archive. */
record Archive(List<ArchiveFlow> flows) implements Replays {

    Archive {
        flows = List.copyOf(flows);
    }

    void start() {
        flows.forEach(ArchiveFlow::start);
    }

    void stop() throws InterruptedException {
        for (ArchiveFlow flow : flows) flow.stop();
    }

    boolean isReady() {
        return flows.stream().allMatch(ArchiveFlow::isReady);
    }

    @Override
    public Optional<Intake> intake(String flow) {
        return flows.stream()
                .filter(each -> each.name().equals(flow))
                .map(ArchiveFlow::intake)
                .findAny();
    }
}
