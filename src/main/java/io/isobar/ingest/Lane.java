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

    /**
     * Done at once where the metadata is remembered, else by a thread that fetches it. Fails only by a fault of this program.
     *
     * @param preview whether nothing comes of it, so that nothing is to be counted
     */
    CompletableFuture<Verdict> judge(Delivery delivery, boolean preview) {
        try {
            Reading reading = route.decoder().decode(delivery, preview);
            if (!route.looksUp()) return CompletableFuture.completedFuture(written(reading, null, preview));
            return enricher.find(reading)
                    .thenApply(finding -> withoutMetadata
                            .of(finding, route, reading.metakey(), delivery)
                            .map(outcome -> verdict(outcome, reading, finding, Map.of()))
                            .orElseGet(() -> written(reading, finding, preview)));
        } catch (UnreadableMessage e) {
            return CompletableFuture.completedFuture(verdict(parked(e), null, null, Map.of()));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Verdict written(Reading reading, @Nullable Finding finding, boolean preview) {
        try {
            Enricher.Enriched enriched = enricher.enrich(reading, finding, preview);
            return verdict(new Verdict.Write(enriched.point()), reading, finding, enriched.leftOut());
        } catch (UnreadableMessage e) {
            return verdict(parked(e), reading, finding, Map.of());
        }
    }

    private static Verdict.Outcome parked(UnreadableMessage e) {
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
