package io.isobar.ingest;

import io.isobar.metadata.DeviceMetadata;
import io.isobar.metadata.MetadataLookup;
import io.isobar.telemetry.Point;
import io.isobar.telemetry.Reading;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a point of a reading: its fields and tags, and every attribute of its device as a tag.
 *
 * <p>A reading without a metakey, or of a device that is not in the table, becomes a point with its own tags alone and is
 * counted in {@code isobar_points_without_metadata_total}.
 */
final class Enricher {

    /** InfluxDB cannot tell a tag from a field or from the time by the same name; the names with _ are InfluxDB 2's own. */
    private static final Set<String> RESERVED = Set.of("time", "_time", "_field", "_measurement", "");

    /** A line break, and a backslash at the end or before a separator. */
    private static final Pattern UNSPEAKABLE = Pattern.compile("[\n\r]|\\\\(?:[ ,=]|\\z)");

    private static final CompletableFuture<Optional<DeviceMetadata>> NOTHING =
            CompletableFuture.completedFuture(Optional.empty());

    private final Route route;
    private final MetadataLookup metadata;
    private final Counter withoutMetadata;
    private final Counter attributesLeftOut;
    private final Counter withoutMetakey;

    /** @param metadata knows the devices of the route */
    Enricher(Route route, MetadataLookup metadata, MeterRegistry registry) {
        this.route = route;
        this.metadata = metadata;
        this.withoutMetadata = Counter.builder("isobar.points.without.metadata")
                .description("Points written without metadata, because there is none")
                .register(registry);
        this.attributesLeftOut = Counter.builder("isobar.attributes.left.out")
                .description("Attributes that did not become a tag because of their name, one for each point")
                .register(registry);
        this.withoutMetakey = registry.counter("isobar.metadata.lookups", "result", "miss");
    }

    /** Done at once where the metadata is remembered, else by the thread that fetches it. */
    CompletableFuture<Point> enrich(Reading reading) {
        return find(reading.metakey()).thenApply(found -> point(reading, found));
    }

    private CompletableFuture<Optional<DeviceMetadata>> find(@Nullable String metakey) {
        if (metakey != null) return metadata.find(metakey);
        withoutMetakey.increment();
        return NOTHING;
    }

    private Point point(Reading reading, Optional<DeviceMetadata> found) {
        SortedMap<String, String> tags = new TreeMap<>(reading.tags());
        found.ifPresentOrElse(device -> addTo(tags, device), withoutMetadata::increment);
        return new Point(route.measurement(), tags, reading.fields(), reading.epochNanos());
    }

    /** Line protocol cannot say these, and what it says instead may be the name of another tag or of a field. */
    private static boolean isNoName(String name) {
        return UNSPEAKABLE.matcher(name).find();
    }

    private void addTo(SortedMap<String, String> tags, DeviceMetadata device) {
        device.attributes().forEach((name, value) -> {
            if (RESERVED.contains(name) || route.names().contains(name) || isNoName(name)) {
                attributesLeftOut.increment();
            } else {
                tags.put(name, value);
            }
        });
    }
}
