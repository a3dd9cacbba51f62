package io.isobar.spool;

import io.isobar.journal.JournalException;
import io.isobar.pipeline.Batcher;
import io.isobar.pipeline.RetryPolicy;
import io.isobar.pipeline.Sink;
import io.isobar.pipeline.Worker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes points out of the spool, oldest first, for as long as there are any, on one thread of its own. What a process was
 * writing when it died is written again by the next one: the same points at the same instants.
 */
public final class SpoolDrain implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SpoolDrain.class);
    private static final RetryPolicy RETRY = new RetryPolicy(Duration.ofMillis(100), Duration.ofSeconds(30));

    private final Spool spool;
    private final Sink<String> sink;
    /** What must still be removed: written a second time it would be counted twice. */
    private Spool.@Nullable Page written;

    private final Worker worker = new Worker("isobar-spool", this::run);

    /** @param sink takes lines */
    public SpoolDrain(Spool spool, Sink<String> sink) {
        this.spool = spool;
        this.sink = sink;
    }

    public void start() {
        worker.start();
    }

    /** Stops the thread. What is on its way stays in the spool. */
    @Override
    public void close() throws InterruptedException {
        worker.close();
    }

    private void run() throws InterruptedException {
        while (true) RETRY.until(this::isPageDrained);
    }

    private boolean isPageDrained() throws InterruptedException {
        try {
            if (written == null) {
                Spool.Page page = spool.awaitOldest(Batcher.SPOOL_PAGE);
                CountDownLatch open = new CountDownLatch(page.size());
                sink.write(page.lines(open::countDown));
                open.await();
                written = page;
            }
            spool.remove(written);
            written = null;
            return true;
        } catch (JournalException e) {
            spool.failed(e);
            return false;
        } catch (RuntimeException e) {
            log.error("points cannot be taken out of the spool; trying again", e);
            return false;
        }
    }
}
