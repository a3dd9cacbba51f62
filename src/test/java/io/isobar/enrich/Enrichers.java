package io.isobar.enrich;

import io.isobar.metadata.DeviceMetadata;
import io.isobar.metadata.Devices;
import io.isobar.metadata.Finding;
import io.isobar.metadata.Lookups;
import io.isobar.metadata.MetadataLookup;
import io.isobar.route.Route;
import io.isobar.route.UnreadableMessage;
import io.isobar.telemetry.Point;
import io.isobar.telemetry.Reading;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What makes points as it is without any settings. */
public final class Enrichers {

    private Enrichers() {}

    /** @param metadata whatever it finds is fresh */
    public static Enricher of(Route route, MetadataLookup metadata, MeterRegistry registry) {
        return of(route, metadata, MetadataStateAs.NONE, registry);
    }

    public static Enricher of(Route route, MetadataLookup metadata, MetadataStateAs stateAs, MeterRegistry registry) {
        return finding(route, metakey -> metadata.find(metakey).thenApply(Enrichers::finding), stateAs, registry);
    }

    public static Enricher finding(
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
        return new Enricher(
                route, devices(metadata), rules, stateAs, new Enrichments(100_000), new Lookups(registry), registry);
    }

    /** What is not found at once is not asked for a second time. */
    private static Devices devices(Function<String, CompletableFuture<Finding>> metadata) {
        Map<String, CompletableFuture<Finding>> asked = new ConcurrentHashMap<>();
        return new Devices() {
            @Override
            public @Nullable Finding findNow(String metakey) {
                CompletableFuture<Finding> found = metadata.apply(metakey);
                if (found.state() == Future.State.SUCCESS) return found.join();
                asked.put(metakey, found);
                return null;
            }

            @Override
            public CompletableFuture<Finding> find(String metakey) {
                CompletableFuture<Finding> found = asked.remove(metakey);
                return found == null ? metadata.apply(metakey) : found;
            }
        };
    }

    public static Finding finding(Optional<DeviceMetadata> found) {
        Finding.State state = found.isPresent() ? Finding.State.FRESH : Finding.State.ABSENT;
        return new Finding(state, found.orElse(null), true, Finding.TIMELESS, null);
    }

    /** The point of a reading whose device is looked up at once. */
    public static Point point(Enricher enricher, Reading reading) throws UnreadableMessage {
        return enricher.enrich(reading, enricher.find(reading).join());
    }
}
