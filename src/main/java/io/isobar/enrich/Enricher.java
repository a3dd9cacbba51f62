package io.isobar.enrich;

import io.isobar.metadata.DeviceMetadata;
import io.isobar.metadata.Finding;
import io.isobar.metadata.Lookups;
import io.isobar.route.Route;
import io.isobar.route.UnreadableMessage;
import io.isobar.telemetry.FieldValue;
import io.isobar.telemetry.Fields;
import io.isobar.telemetry.Point;
import io.isobar.telemetry.Reading;
import io.isobar.telemetry.Series;
import io.isobar.telemetry.Tags;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes points of the readings of one route: their fields and tags, and what {@link TagRules} make of the attributes of their
 * device. A reading about whose device nothing is known becomes a point with its own tags alone, and is counted in
 * {@code isobar_points_without_metadata_total}.
 */
public final class Enricher {

    /** @param leftOut the attributes of the device that are not in the point, with the reason */
    public record Enriched(Point point, Map<String, LeftOut> leftOut) {}

    private static final String STATE = "metadata_state";

    private static final CompletableFuture<Finding> NOTHING_TO_FIND =
            CompletableFuture.completedFuture(Finding.NOTHING_TO_FIND);

    private final Route route;
    private final Function<String, CompletableFuture<Finding>> metadata;
    private final TagRules rules;
    private final MetadataStateAs stateAs;
    private final Set<String> reserved;
    private final Lookups lookups;
    private final Counter withoutMetadata;

    /** @param metadata knows the devices of the route by their metakeys */
    public Enricher(
            Route route,
            Function<String, CompletableFuture<Finding>> metadata,
            TagRules rules,
            MetadataStateAs stateAs,
            Lookups lookups,
            MeterRegistry registry) {
        this.route = route;
        this.metadata = metadata;
        this.rules = rules;
        this.stateAs = !route.names().contains(STATE) ? stateAs : MetadataStateAs.NONE;
        this.reserved = new HashSet<>(route.names());
        if (this.stateAs != MetadataStateAs.NONE) reserved.add(STATE);
        this.lookups = lookups;
        this.withoutMetadata = Counter.builder("isobar.points.without.metadata")
                .description("Points made without metadata, because nothing was known about their device")
                .register(registry);
    }

    /** Done at once where the metadata is remembered, else by a thread that fetches it. */
    public CompletableFuture<Finding> find(Reading reading) {
        return reading.metakey() == null ? NOTHING_TO_FIND : metadata.apply(reading.metakey());
    }

    /**
     * @param finding null if the device is not looked up
     * @param preview whether nothing comes of it, so that nothing is to be counted
     * @throws UnreadableMessage if an attribute cannot be said in the type of its field
     */
    public Enriched enrich(Reading reading, @Nullable Finding finding, boolean preview) throws UnreadableMessage {
        SortedMap<String, String> tags = new TreeMap<>(reading.tags().asMap());
        SortedMap<String, FieldValue> fields = new TreeMap<>(reading.fields().asMap());
        Map<String, LeftOut> leftOut = Map.of();
        if (finding != null) {
            if (finding.metadata().isPresent()) {
                TagRules.Merged merged = merge(finding.metadata().get(), preview);
                tags.putAll(merged.tags());
                fields.putAll(merged.fields());
                leftOut = merged.leftOut();
            }
            addState(finding, tags, fields);
            if (!preview) count(finding);
        }
        Series series = new Series(route.measurement(), Tags.of(tags));
        return new Enriched(new Point(series, Fields.of(fields), reading.epochNanos()), leftOut);
    }

    private TagRules.Merged merge(DeviceMetadata device, boolean preview) throws UnreadableMessage {
        return preview
                ? rules.preview(route.measurement(), reserved, route.keyAttribute(), device)
                : rules.merge(route.measurement(), reserved, route.keyAttribute(), device);
    }

    private void count(Finding finding) {
        lookups.merged(finding);
        if (finding.metadata().isEmpty()) withoutMetadata.increment();
    }

    private void addState(Finding finding, SortedMap<String, String> tags, SortedMap<String, FieldValue> fields) {
        switch (stateAs) {
            case TAG -> tags.put(STATE, finding.state().text());
            case FIELD -> fields.put(STATE, new FieldValue.Text(finding.state().text()));
            case NONE -> {}
        }
    }
}
