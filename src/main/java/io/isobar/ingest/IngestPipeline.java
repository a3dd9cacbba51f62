package io.isobar.ingest;

import io.isobar.metadata.Finding;
import io.isobar.metadata.Lookups;
import io.isobar.parking.ParkingLot;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Intake;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.ParkReason;
import io.isobar.pipeline.Parking;
import io.isobar.pipeline.Tracked;
import io.isobar.route.Route;
import io.isobar.route.Routes;
import io.isobar.route.UnreadableMessage;
import io.isobar.telemetry.Point;
import io.isobar.telemetry.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The telemetry flow from a delivery to a point that is ready to be written. */
public final class IngestPipeline implements Intake, Parking {

    private static final Logger log = LoggerFactory.getLogger(IngestPipeline.class);

    private static final Verdict.Outcome NO_ROUTE = new Verdict.Park(
            ParkReason.NO_ROUTE, "no route has its topic (see isobar.telemetry.routes and isobar.mqtt.topic)");

    private final Ledger ledger;
    private final Routes routes;
    private final Lane[] lanes;
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
        this.lanes = routes.all().stream().map(lane).toArray(Lane[]::new);
        this.lookups = lookups;
        this.parking = parking;
        this.waiting = waiting;
        this.points = points;
    }

    @Override
    public boolean accept(Delivery delivery, Duration patience) throws InterruptedException {
        if (!ledger.open(delivery, patience)) return false;
        try {
            Lane lane = lane(delivery.topic());
            if (lane == null) goOn(delivery, NO_ROUTE);
            else send(delivery, lane);
        } catch (RuntimeException | Error failure) {
            leaveOpen(delivery, failure);
        }
        return true;
    }

    @Override
    public boolean park(Delivery delivery, @Nullable String flow, ParkReason reason, String why, Duration patience)
            throws InterruptedException {
        if (!ledger.open(delivery, patience)) return false;
        parking.park(delivery, flow, reason, why);
        return true;
    }

    /** Nearly all devices are remembered: their messages are on their way when this returns, others when theirs has been fetched. */
    private void send(Delivery delivery, Lane lane) {
        try {
            Reading reading = lane.read(delivery, false);
            Finding known = lane.route().looksUp() ? lane.enricher().findNow(reading) : null;
            if (known != null || !lane.route().looksUp()) {
                goOn(delivery, lane, reading, known);
            } else {
                lane.enricher()
                        .find(reading)
                        .thenAccept(found -> goOn(delivery, lane, reading, found))
                        .exceptionally(failure -> leaveOpen(delivery, failure));
            }
        } catch (UnreadableMessage e) {
            goOn(delivery, Lane.parked(e));
        }
    }

    /** @param finding null if its device is not looked up */
    private void goOn(Delivery delivery, Lane lane, Reading reading, @Nullable Finding finding) {
        if (finding != null) lookups.count(finding);
        Verdict.Outcome unwritten = lane.unwritten(delivery, reading, finding);
        if (unwritten != null) goOn(delivery, unwritten);
        else write(delivery, lane, reading, finding);
    }

    private void write(Delivery delivery, Lane lane, Reading reading, @Nullable Finding finding) {
        try {
            points.accept(new Tracked<>(lane.enricher().enrich(reading, finding), delivery));
        } catch (UnreadableMessage e) {
            goOn(delivery, Lane.parked(e));
        }
    }

    private void goOn(Delivery delivery, Verdict.Outcome outcome) {
        if (!isSentOn(delivery, outcome)) waiting.accept(delivery);
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
        Lane lane = lane(delivery.topic());
        if (lane != null) return lane.judge(delivery, preview);
        return CompletableFuture.completedFuture(new Verdict(NO_ROUTE, null, null, null, null, Map.of()));
    }

    private @Nullable Lane lane(String topic) {
        for (Lane lane : lanes) {
            if (lane.route().filter().matches(topic)) return lane;
        }
        return null;
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
