package io.isobar.ingest;

import io.isobar.parking.ParkingLot;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Intake;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.ParkReason;
import io.isobar.pipeline.Tracked;
import io.isobar.telemetry.Point;
import io.isobar.telemetry.Reading;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The telemetry flow from a delivery to a point that is ready to be written. */
public final class IngestPipeline implements Intake {

    /** A route, and who makes its points. */
    private record Lane(Route route, Enricher enricher) {}

    private static final Logger log = LoggerFactory.getLogger(IngestPipeline.class);

    private final Ledger ledger;
    private final Routes routes;
    private final List<Lane> lanes;
    private final ParkingLot parking;
    private final Consumer<Tracked<Point>> points;

    /**
     * @param enricher of each route
     * @param points takes each point with its delivery, without blocking
     */
    IngestPipeline(
            Ledger ledger,
            Routes routes,
            Function<Route, Enricher> enricher,
            ParkingLot parking,
            Consumer<Tracked<Point>> points) {
        this.ledger = ledger;
        this.routes = routes;
        this.lanes = routes.all().stream()
                .map(route -> new Lane(route, enricher.apply(route)))
                .toList();
        this.parking = parking;
        this.points = points;
    }

    @Override
    public boolean accept(Delivery delivery, Duration patience) throws InterruptedException {
        if (!ledger.open(delivery, patience)) return false;
        try {
            Lane lane = lane(delivery.topic());
            Reading reading = lane.route().decoder().decode(delivery);
            lane.enricher()
                    .enrich(reading)
                    .thenAccept(point -> points.accept(new Tracked<>(point, delivery)))
                    .exceptionally(failure -> leaveOpen(delivery, failure));
        } catch (UnreadableMessage e) {
            parking.park(delivery, e.reason(), e.why());
        } catch (RuntimeException e) {
            leaveOpen(delivery, e);
        }
        return true;
    }

    private Lane lane(String topic) throws UnreadableMessage {
        for (Lane lane : lanes) if (lane.route().filter().matches(topic)) return lane;
        throw new UnreadableMessage(
                ParkReason.NO_ROUTE, "no route has its topic (see isobar.telemetry.routes and isobar.mqtt.topic)");
    }

    @Override
    public List<String> topics() {
        return routes.topics();
    }

    @Override
    public int room() {
        return ledger.room(routes.maximumPayload());
    }

    @Override
    public boolean drain(Duration patience) throws InterruptedException {
        return ledger.awaitNoneOpen(patience);
    }

    /** A fault of this program, or its end: the message stays unacknowledged and is delivered again after a restart. */
    private static Void leaveOpen(Delivery delivery, Throwable failure) {
        log.error("a message from {} cannot be enriched and stays unacknowledged", delivery.topic(), failure);
        return null;
    }
}
