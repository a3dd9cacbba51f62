package io.isobar.ingest;

import io.isobar.metadata.DeviceMetadata;
import io.isobar.metadata.Finding;
import io.isobar.metadata.Lookups;
import io.isobar.metadata.MetadataLookup;
import io.isobar.metadata.MetadataProperties.OnError;
import io.isobar.metadata.MetadataProperties.OnMiss;
import io.isobar.telemetry.Point;
import io.isobar.telemetry.Reading;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** What makes points as it is without any settings. */
final class Enrichers {

    static final WithoutMetadata DEFAULT =
            new WithoutMetadata(OnError.WAIT, OnMiss.WRITE, Duration.ofMinutes(1), InstantSource.system());

    private Enrichers() {}

    /** @param metadata whatever it finds is fresh */
    static Enricher of(Route route, MetadataLookup metadata, MeterRegistry registry) {
        return of(route, metadata, MetadataStateAs.NONE, registry);
    }

    static Enricher of(Route route, MetadataLookup metadata, MetadataStateAs stateAs, MeterRegistry registry) {
        return finding(route, metakey -> metadata.find(metakey).thenApply(Enrichers::finding), stateAs, registry);
    }

    static Enricher finding(
            Route route, Function<String, CompletableFuture<Finding>> metadata, MeterRegistry registry) {
        return finding(route, metadata, MetadataStateAs.NONE, registry);
    }

    private static Enricher finding(
            Route route,
            Function<String, CompletableFuture<Finding>> metadata,
            MetadataStateAs stateAs,
            MeterRegistry registry) {
        TagProperties all = new TagProperties(List.of(), List.of(), "", List.of(), List.of());
        TagRules rules = new TagRules(all, new CardinalityBudget(100_000, registry), registry);
        return new Enricher(route, metadata, rules, stateAs, new Lookups(registry), registry);
    }

    static Finding finding(Optional<DeviceMetadata> found) {
        Finding.State state = found.isPresent() ? Finding.State.FRESH : Finding.State.ABSENT;
        return new Finding(state, found, true, Duration.ZERO, null);
    }

    /** The point of a reading whose device is looked up at once. */
    static Point point(Enricher enricher, Reading reading) throws UnreadableMessage {
        return enricher.enrich(reading, enricher.find(reading).join(), false).point();
    }
}
