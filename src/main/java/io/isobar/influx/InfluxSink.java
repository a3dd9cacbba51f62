package io.isobar.influx;

import io.isobar.parking.ParkingLot;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.ParkReason;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.RetryPolicy;
import io.isobar.pipeline.Sink;
import io.isobar.pipeline.Tracked;
import io.isobar.telemetry.Point;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes batches to InfluxDB until each point is stored or refused for good.
 *
 * <p>A refused batch is halved until the offenders stand alone and can be parked. Its other points may be sent twice, which
 * is harmless: they are the same points at the same instants.
 */
public final class InfluxSink implements Sink<Point> {

    private static final RetryPolicy RETRY = new RetryPolicy(Duration.ofMillis(100), Duration.ofSeconds(5));

    private final InfluxWriter writer;
    private final Ledger ledger;
    private final ParkingLot parking;
    private final PeerState state;
    private final DistributionSummary batchPoints;

    /** @param state told of each write that fails or works */
    public InfluxSink(InfluxWriter writer, Ledger ledger, ParkingLot parking, PeerState state, MeterRegistry registry) {
        this.writer = writer;
        this.ledger = ledger;
        this.parking = parking;
        this.state = state;
        this.batchPoints = DistributionSummary.builder("isobar.influx.batch.points")
                .description("Points in a batch sent to InfluxDB")
                .register(registry);
    }

    @Override
    public void write(List<Tracked<Point>> batch) throws InterruptedException {
        batchPoints.record(batch.size());
        store(batch);
    }

    private void store(List<Tracked<Point>> batch) throws InterruptedException {
        WriteOutcome outcome = writeUntilAnswered(batch);
        if (outcome instanceof WriteOutcome.Rejected rejected) {
            isolate(batch, rejected);
        } else {
            batch.forEach(point -> ledger.written(point.delivery()));
        }
    }

    private void isolate(List<Tracked<Point>> batch, WriteOutcome.Rejected rejected) throws InterruptedException {
        if (batch.size() == 1) {
            parking.park(batch.getFirst().delivery(), ParkReason.REJECTED, rejected.why());
            return;
        }
        int middle = batch.size() / 2;
        store(batch.subList(0, middle));
        store(batch.subList(middle, batch.size()));
    }

    private WriteOutcome writeUntilAnswered(List<Tracked<Point>> batch) throws InterruptedException {
        String lines = lines(batch);
        for (int failures = 1; ; failures++) {
            WriteOutcome outcome = writer.write(lines);
            if (!(outcome instanceof WriteOutcome.NotNow notNow)) {
                state.works();
                return outcome;
            }
            state.failed("cannot write %d points to %s: %s".formatted(batch.size(), writer.target(), notNow.why()));
            Thread.sleep(RETRY.delay(failures, ThreadLocalRandom.current()));
        }
    }

    private static String lines(List<Tracked<Point>> batch) {
        StringBuilder lines = new StringBuilder(batch.size() * 200);
        batch.forEach(point -> LineProtocol.append(lines, point.value()));
        return lines.toString();
    }
}
