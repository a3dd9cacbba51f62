package io.isobar.metadata;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs what is to run later when it is told to. */
final class ManualTimer {

    final List<Duration> waits = new ArrayList<>();
    final List<Runnable> tasks = new ArrayList<>();

    void later(Runnable task, Duration wait) {
        waits.add(wait);
        tasks.add(task);
    }

    void runAll() {
        List<Runnable> due = List.copyOf(tasks);
        tasks.clear();
        due.forEach(Runnable::run);
    }
}
