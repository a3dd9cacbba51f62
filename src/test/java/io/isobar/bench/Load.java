package io.isobar.bench;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Messages at a steady pace, however slowly they are taken, until it is closed. */
final class Load implements AutoCloseable {

    private final Site site;
    private final Readings readings;
    private final int perSecond;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<?> publishing;
    private volatile boolean closed;
    private volatile int sent;

    /** @param from the number of the first message */
    Load(Site site, Readings readings, int from, int perSecond) {
        this.site = site;
        this.readings = readings;
        this.perSecond = perSecond;
        this.publishing = thread.submit(() -> {
            publish(from);
            return true;
        });
    }

    private void publish(int from) throws Exception {
        try (Publisher publisher = site.publisher()) {
            long begin = System.nanoTime();
            while (!closed) {
                long due = (System.nanoTime() - begin) * perSecond / 1_000_000_000;
                for (; sent < due; sent = sent + 1) publisher.publish(readings.message(from + sent));
                publisher.flush();
                Thread.sleep(1);
            }
        }
    }

    /** How many messages so far. */
    int sent() {
        return sent;
    }

    /** Returns when the broker has all messages. */
    @Override
    public void close() throws InterruptedException, ExecutionException {
        closed = true;
        try {
            publishing.get();
        } finally {
            thread.shutdownNow();
        }
    }
}
