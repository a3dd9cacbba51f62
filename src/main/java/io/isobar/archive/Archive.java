package io.isobar.archive;

import io.isobar.parking.Replays;
import io.isobar.pipeline.Intake;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** All flows of the archive. */
record Archive(List<ArchiveFlow> flows) implements Replays {

    Archive {
        flows = List.copyOf(flows);
    }

    void start() {
        flows.forEach(ArchiveFlow::start);
    }

    /** All at the same time, for one whose table is away takes some seconds. */
    void stop() throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.invokeAll(flows.stream().map(Archive::stopping).toList());
        }
    }

    private static Callable<Void> stopping(ArchiveFlow flow) {
        return () -> {
            flow.stop();
            return null;
        };
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
