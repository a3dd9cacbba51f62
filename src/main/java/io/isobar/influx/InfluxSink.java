package io.isobar.influx;

import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.Sink;
import io.isobar.pipeline.Tracked;
import io.isobar.spool.Spool;
import io.isobar.telemetry.LineProtocol;
import io.isobar.telemetry.Point;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * Writes batches to InfluxDB, and what it cannot take for some time into the spool. While the spool takes nothing either, it
 * tries the one and the other in turn; nothing is given up.
 *
 * <p>As long as the last write of anybody has failed, batches go to the spool at once: whoever empties it finds out when
 * InfluxDB is back.
 */
final class InfluxSink implements Sink<Point> {

    /** For how long to try to write while the spool takes nothing, before it is asked again. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final PatientWriter<Point> writer;
    private final Spool spool;
    private final Duration spoolAfter;
    private final PeerState state;
    private final DistributionSummary batchPoints;

    /**
     * @param spoolAfter for how long to try to write a batch before it goes to the spool
     * @param state of InfluxDB, told by all who write to it
     */
    InfluxSink(PatientWriter<Point> writer, Spool spool, Duration spoolAfter, PeerState state, MeterRegistry registry) {
        this.writer = writer;
        this.spool = spool;
        this.spoolAfter = spoolAfter;
        this.state = state;
        this.batchPoints = DistributionSummary.builder("isobar.influx.batch.points")
                .description("Points in a batch for InfluxDB")
                .register(registry);
    }

    @Override
    public void write(List<Tracked<Point>> batch) throws InterruptedException {
        batchPoints.record(batch.size());
        boolean away = state.failure().isPresent() && spool.count() > 0;
        List<Tracked<Point>> rest = away ? batch : writer.write(batch, spoolAfter);
        Duration patience = spoolAfter;
        while (!rest.isEmpty() && !spool.keep(lines(rest))) {
            patience = Collections.min(List.of(patience.plusMillis(100).multipliedBy(2), LONGEST));
            rest = writer.write(rest, patience);
        }
    }

    private static List<Tracked<String>> lines(List<Tracked<Point>> points) {
        return points.stream()
                .map(point -> new Tracked<>(LineProtocol.line(point.value()), point.delivery()))
                .toList();
    }
}
