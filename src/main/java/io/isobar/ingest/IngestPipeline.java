package io.isobar.ingest;

import io.isobar.metadata.Lookups;
import io.isobar.parking.ParkingLot;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Intake;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.ParkReason;
import io.isobar.pipeline.Tracked;
import io.isobar.route.Route;
import io.isobar.route.Routes;
import io.isobar.telemetry.Point;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The telemetry flow from a delivery to a point that is ready to be written. */
public final class IngestPipeline implements Intake {

    private static final Logger log = LoggerFactory.getLogger(IngestPipeline.class);

    private static final CompletableFuture<Verdict> NO_ROUTE = CompletableFuture.completedFuture(new Verdict(
            new Verdict.Park(
                    ParkReason.NO_ROUTE, "no route has its topic (see isobar.telemetry.routes and isobar.mqtt.topic)"),
            null,
            null,
            null,
            null,
            Map.of()));

    private final Ledger ledger;
    private final Routes routes;
    private final List<Lane> lanes;
    private final Lookups lookups;
    private final ParkingLot parking;
    private final Consumer<Delivery> waiting;
    private final Consumer<Tracked<Point>> points;

    /**
     * @param lane of each route
     * @param waiting takes each delivery that must wait for its metadata, without blocking
     * @param points takes each point with its delivery, without blocking
     */
    IngestPipeline(
            Ledger ledger,
            Routes routes,
            Function<Route, Lane> lane,
            Lookups lookups,
            ParkingLot parking,
            Consumer<Delivery> waiting,
            Consumer<Tracked<Point>> points) {
        this.ledger = ledger;
        this.routes = routes;
        this.lanes = routes.all().stream().map(lane).toList();
        this.lookups = lookups;
        this.parking = parking;
        this.waiting = waiting;
        this.points = points;
    }

    @Override
    public boolean accept(Delivery delivery, Duration patience) throws InterruptedException {
        if (!ledger.open(delivery, patience)) return false;
        judge(delivery, false)
                .thenAccept(verdict -> {
                    if (verdict.finding() != null) lookups.count(verdict.finding());
                    if (!isSentOn(delivery, verdict.outcome())) waiting.accept(delivery);
                })
                .exceptionally(failure -> leaveOpen(delivery, failure));
        return true;
    }

    /**
     * Tries a delivery again that waits for its metadata; it counts as looked up already.
     *
     * @return true if it is on its way and will be closed, false if it must go on waiting
     */
    CompletableFuture<Boolean> again(Delivery delivery) {
        return judge(delivery, false).thenApply(verdict -> isSentOn(delivery, verdict.outcome()));
    }

    /** What {@link #accept} would do with a delivery, without doing or counting it; what it asks the table is remembered. */
    public CompletableFuture<Verdict> explain(Delivery delivery) {
        return judge(delivery, true);
    }

    private CompletableFuture<Verdict> judge(Delivery delivery, boolean preview) {
        for (Lane lane : lanes) {
            if (lane.route().filter().matches(delivery.topic())) return lane.judge(delivery, preview);
        }
        return NO_ROUTE;
    }

    private boolean isSentOn(Delivery delivery, Verdict.Outcome outcome) {
        switch (outcome) {
            case Verdict.Write(Point point) -> points.accept(new Tracked<>(point, delivery));
            case Verdict.Park(ParkReason reason, String why) -> parking.park(delivery, reason, why);
            case Verdict.Wait(String why) -> {
                return false;
            }
        }
        return true;
    }

    @Override
    public List<String> topics() {
        return routes.topics();
    }

    /** In bytes; a longer message is parked unread. */
    public long maximumPayload() {
        return routes.maximumPayload();
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
