package io.isobar.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * Finds out how long a message takes to become a point that a query finds: publishes readings of a sensor of its own, 50 per
 * second whether or not the last ones have arrived, and asks InfluxDB for them every millisecond. The time runs from before the
 * message is handed to its publisher until the answer that shows it is here, so that the way through {@code mosquitto_pub}, half a
 * millisecond of waiting for the next question, and the question itself are in it.
 */
final class Probe implements AutoCloseable {

    private static final long INTERVAL_NANOS = 20_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Readings READINGS = Readings.of("probe", 1);

    private final Site site;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Future<?> publishing;
    private final Future<?> asking;

    /** When each one was published that has not been seen. */
    private final NavigableMap<Integer, Long> missing = new ConcurrentSkipListMap<>();

    private final Queue<Double> milliseconds = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;
    private volatile int sent;

    Probe(Site site) {
        this.site = site;
        site.addDevices(READINGS);
        this.publishing = threads.submit(() -> {
            publish();
            return true;
        });
        this.asking = threads.submit(() -> {
            ask();
            return true;
        });
    }

    private void publish() throws IOException, InterruptedException {
        try (Publisher publisher = site.publisher()) {
            long begin = System.nanoTime();
            while (!closed) {
                if (System.nanoTime() - begin >= sent * INTERVAL_NANOS) publishNext(publisher);
                Thread.sleep(1);
            }
        }
    }

    private void publishNext(Publisher publisher) throws IOException {
        String message = READINGS.message(sent);
        missing.put(sent, System.nanoTime());
        publisher.publish(message);
        publisher.flush();
        sent++;
    }

    private void ask() throws InterruptedException {
        while (!(closed && publishing.isDone() && missing.isEmpty())) {
            Thread.sleep(1);
            if (!missing.isEmpty()) ask(missing.firstKey());
        }
    }

    private void ask(int first) {
        JsonNode answer =
                site.query("SELECT \"pressureValue\" FROM \"pressure\" WHERE \"sensorID\" = '%s' AND time >= '%s'"
                        .formatted(READINGS.sensorId(0), READINGS.time(first)));
        long now = System.nanoTime();
        for (JsonNode row : answer.at("/results/0/series/0/values")) {
            int number = READINGS.round(Instant.parse(row.get(0).asString()));
            Long published = missing.remove(number);
            if (published != null) milliseconds.add((now - published) / 1e6);
        }
    }

    /** How many messages so far. */
    int sent() {
        return sent;
    }

    /** Forgets what it has measured so far. */
    void reset() {
        milliseconds.clear();
    }

    /** Publishes no more, waits until all messages were seen, and returns the milliseconds of all since {@link #reset}. */
    List<Double> finish() throws Exception {
        closed = true;
        publishing.get();
        asking.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return List.copyOf(milliseconds);
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
    }
}
