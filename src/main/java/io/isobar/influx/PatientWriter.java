package io.isobar.influx;

import io.isobar.parking.ParkingLot;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.ParkReason;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.RetryPolicy;
import io.isobar.pipeline.Sink;
import io.isobar.pipeline.Tracked;
import io.isobar.telemetry.LineBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Writes batches to InfluxDB until each point is stored or refused for good, or for as long as it is told to try.
 *
 * <p>A refused batch is halved until the offenders stand alone and can be parked. Its other points may be sent twice, which
 * is harmless: they are the same points at the same instants. Used by one thread at a time.
 *
 * @param <T> what the lines are made of
 */
final class PatientWriter<T> implements Sink<T> {

    private static final RetryPolicy BUSY = new RetryPolicy(Duration.ofMillis(100), Duration.ofSeconds(5));
    private static final RetryPolicy PAUSED = new RetryPolicy(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private static final Duration FOREVER = Duration.ofDays(36_500);

    private final InfluxWriter writer;
    private final BiConsumer<LineBuffer, T> line;
    private final Ledger ledger;
    private final ParkingLot parking;
    private final PeerState state;
    /** Used again for each batch: it has one thread, and what was sent is of no use any more. */
    private final LineBuffer lines = new LineBuffer();

    /**
     * @param line appends the line of a point, with its line feed
     * @param state told of each write that fails or works
     */
    PatientWriter(
            InfluxWriter writer, BiConsumer<LineBuffer, T> line, Ledger ledger, ParkingLot parking, PeerState state) {
        this.writer = writer;
        this.line = line;
        this.ledger = ledger;
        this.parking = parking;
        this.state = state;
    }

    @Override
    public void write(List<Tracked<T>> batch) throws InterruptedException {
        write(batch, FOREVER);
    }

    /**
     * @param patience for how long to try, the time-out of the last write besides
     * @return those that are neither stored nor refused by then
     */
    List<Tracked<T>> write(List<Tracked<T>> batch, Duration patience) throws InterruptedException {
        return store(batch, System.nanoTime() + patience.toNanos());
    }

    private List<Tracked<T>> store(List<Tracked<T>> batch, long deadline) throws InterruptedException {
        return switch (writeUntilAnswered(batch, deadline)) {
            case WriteOutcome.NotNow away -> batch;
            case WriteOutcome.Rejected rejected -> isolate(batch, rejected, deadline);
            case WriteOutcome.Written written -> {
                for (Tracked<T> point : batch) ledger.written(point.delivery());
                yield List.of();
            }
        };
    }

    private List<Tracked<T>> isolate(List<Tracked<T>> batch, WriteOutcome.Rejected rejected, long deadline)
            throws InterruptedException {
        if (batch.size() == 1) {
            parking.park(batch.getFirst().delivery(), ParkReason.REJECTED, rejected.why());
            return List.of();
        }
        int middle = batch.size() / 2;
        List<Tracked<T>> rest = new ArrayList<>(store(batch.subList(0, middle), deadline));
        rest.addAll(store(batch.subList(middle, batch.size()), deadline));
        return rest;
    }

    /** Tries at least once. */
    private WriteOutcome writeUntilAnswered(List<Tracked<T>> batch, long deadline) throws InterruptedException {
        lines.clear();
        for (Tracked<T> point : batch) line.accept(lines, point.value());
        for (int failures = 1; ; failures++) {
            WriteOutcome outcome = writer.write(lines);
            if (!(outcome instanceof WriteOutcome.NotNow away)) {
                state.works();
                return outcome;
            }
            state.failed("cannot write %d points to %s: %s".formatted(batch.size(), writer.target(), away.why()));
            long left = deadline - System.nanoTime();
            long delay = delay(away, failures).toNanos();
            TimeUnit.NANOSECONDS.sleep(Math.min(left, delay));
            if (left <= delay) return away;
        }
    }

    private static Duration delay(WriteOutcome.NotNow away, int failures) {
        return switch (away) {
            case WriteOutcome.Paused paused -> PAUSED.delay(failures, ThreadLocalRandom.current());
            case WriteOutcome.Busy busy -> busy.notBefore().plus(BUSY.delay(failures, ThreadLocalRandom.current()));
        };
    }
}
