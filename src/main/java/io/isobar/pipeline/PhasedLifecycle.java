package io.isobar.pipeline;

import org.springframework.context.SmartLifecycle;

/** Starts and stops a part at its place in the {@link StartOrder}. */
public final class PhasedLifecycle implements SmartLifecycle {

    /** Starting or stopping a part. */
    @FunctionalInterface
    public interface Step {
        void run() throws InterruptedException;
    }

    private final int phase;
    private final Step start;
    private final Step stop;
    private volatile boolean running;

    public PhasedLifecycle(int phase, Step start, Step stop) {
        this.phase = phase;
        this.start = start;
        this.stop = stop;
    }

    @Override
    public void start() {
        run(start);
        running = true;
    }

    @Override
    public void stop() {
        run(stop);
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return phase;
    }

    private static void run(Step step) {
        try {
            step.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
