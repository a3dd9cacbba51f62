package io.isobar.pipeline;

/** Work on a thread of its own, from start to close. */
public final class Worker implements AutoCloseable {

    /** Goes on until it is interrupted. */
    @FunctionalInterface
    public interface Work {
        void run() throws InterruptedException;
    }

    private final Thread thread;

    /** @param name of the thread */
    public Worker(String name, Work work) {
        this.thread = new Thread(() -> run(work), name);
    }

    private static void run(Work work) {
        try {
            work.run();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    public void start() {
        thread.start();
    }

    /** Interrupts the work, and returns when it has ended. */
    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
