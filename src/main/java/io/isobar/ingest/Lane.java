package io.isobar.ingest;

import io.isobar.enrich.Enricher;
import io.isobar.enrich.LeftOut;
import io.isobar.metadata.Finding;
import io.isobar.pipeline.Delivery;
import io.isobar.route.Route;
import io.isobar.route.UnreadableMessage;
import io.isobar.telemetry.Reading;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Finds out what becomes of the messages of one route: reads them, has their devices looked up, and makes their points. */
record Lane(Route route, Enricher enricher, WithoutMetadata withoutMetadata) {

    Reading read(Delivery delivery, boolean preview) throws UnreadableMessage {
        return route.decoder().decode(delivery, preview);
    }

    /**
     * Null if it becomes a point.
     *
     * @param finding null if its device is not looked up
     */
    Verdict.@Nullable Outcome unwritten(Delivery delivery, Reading reading, @Nullable Finding finding) {
        return withoutMetadata.of(finding, route, reading.metakey(), delivery);
    }

    private Verdict.Outcome outcome(Delivery delivery, Reading reading, @Nullable Finding finding) {
        Verdict.Outcome unwritten = unwritten(delivery, reading, finding);
        if (unwritten != null) return unwritten;
        try {
            return new Verdict.Write(enricher.enrich(reading, finding));
        } catch (UnreadableMessage e) {
            return parked(e);
        }
    }

    /**
     * The whole way of a message, with how its outcome came about. Done at once where the metadata is remembered, else by a thread
     * that fetches it. Fails only by a fault of this program.
     *
     * @param preview whether nothing comes of it, so that nothing is to be counted
     */
    CompletableFuture<Verdict> judge(Delivery delivery, boolean preview) {
        try {
            Reading reading = read(delivery, preview);
            if (!route.looksUp()) return CompletableFuture.completedFuture(verdict(delivery, reading, null, preview));
            return enricher.find(reading).thenApply(finding -> verdict(delivery, reading, finding, preview));
        } catch (UnreadableMessage e) {
            return CompletableFuture.completedFuture(verdict(parked(e), null, null, Map.of()));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Verdict verdict(Delivery delivery, Reading reading, @Nullable Finding finding, boolean preview) {
        return preview
                ? previewed(delivery, reading, finding)
                : verdict(outcome(delivery, reading, finding), reading, finding, Map.of());
    }

    private Verdict previewed(Delivery delivery, Reading reading, @Nullable Finding finding) {
        Verdict.Outcome unwritten = unwritten(delivery, reading, finding);
        if (unwritten != null) return verdict(unwritten, reading, finding, Map.of());
        try {
            Enricher.Enriched enriched = enricher.preview(reading, finding);
            return verdict(new Verdict.Write(enriched.point()), reading, finding, enriched.leftOut());
        } catch (UnreadableMessage e) {
            return verdict(parked(e), reading, finding, Map.of());
        }
    }

    static Verdict.Outcome parked(UnreadableMessage e) {
        return new Verdict.Park(e.reason(), e.why());
    }

    private Verdict verdict(
            Verdict.Outcome outcome,
            @Nullable Reading reading,
            @Nullable Finding finding,
            Map<String, LeftOut> leftOut) {
        return new Verdict(
                outcome, route.filter().text(), finding == null ? null : route.table(), reading, finding, leftOut);
    }
}
