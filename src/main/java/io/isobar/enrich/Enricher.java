package io.isobar.enrich;

import io.isobar.metadata.DeviceMetadata;
import io.isobar.metadata.Devices;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes points of the readings of one route: their fields and tags, and what {@link TagRules} make of the attributes of their
 * device, which is remembered until the device's item is read again. A reading about whose device nothing is known becomes a
 * point with its own tags alone, and is counted in {@code isobar_points_without_metadata_total}.
 */
public final class Enricher {

    /** @param leftOut the attributes of the device that are not in the point, with the reason */
    public record Enriched(Point point, Map<String, LeftOut> leftOut) {}

    private static final String STATE = "metadata_state";

    private static final CompletableFuture<Finding> NOTHING_TO_FIND =
            CompletableFuture.completedFuture(Finding.NOTHING_TO_FIND);

    private static final TagRules.Merged NOTHING = new TagRules.Merged(new TreeMap<>(), new TreeMap<>(), Map.of());

    private final Route route;
    private final Devices devices;
    private final TagRules rules;
    private final MetadataStateAs stateAs;
    private final Set<String> reserved;
    private final Enrichments enrichments;
    private final Lookups lookups;
    private final Counter withoutMetadata;

    /**
     * @param devices those of the route
     * @param enrichments may be shared by all routes
     */
    public Enricher(
            Route route,
            Devices devices,
            TagRules rules,
            MetadataStateAs stateAs,
            Enrichments enrichments,
            Lookups lookups,
            MeterRegistry registry) {
        this.route = route;
        this.devices = devices;
        this.rules = rules;
        this.stateAs = !route.names().contains(STATE) ? stateAs : MetadataStateAs.NONE;
        this.reserved = new HashSet<>(route.names());
        if (this.stateAs != MetadataStateAs.NONE) reserved.add(STATE);
        this.enrichments = enrichments;
        this.lookups = lookups;
        this.withoutMetadata = Counter.builder("isobar.points.without.metadata")
                .description("Points made without metadata, because nothing was known about their device")
                .register(registry);
    }

    /** What is known about the device at once; null if it must be waited for. */
    public @Nullable Finding findNow(Reading reading) {
        return reading.metakey() == null ? Finding.NOTHING_TO_FIND : devices.findNow(reading.metakey());
    }

    /** Done at once, or by a thread that fetches it. */
    public CompletableFuture<Finding> find(Reading reading) {
        return reading.metakey() == null ? NOTHING_TO_FIND : devices.find(reading.metakey());
    }

    /**
     * @param finding null if the device is not looked up
     * @throws UnreadableMessage if an attribute cannot be said in the type of its field
     */
    public Point enrich(Reading reading, @Nullable Finding finding) throws UnreadableMessage {
        Enrichment enrichment = enrichment(reading, finding);
        List<Counter> leftOut = enrichment.leftOut();
        for (int i = 0; i < leftOut.size(); i++) leftOut.get(i).increment();
        if (finding != null) count(finding);
        return point(reading, enrichment);
    }

    /** The same without counting, remembering or taking anything. */
    public Enriched preview(Reading reading, @Nullable Finding finding) throws UnreadableMessage {
        DeviceMetadata item = finding == null ? null : finding.item();
        TagRules.Merged merged =
                item == null ? NOTHING : rules.preview(route.measurement(), reserved, route.keyAttribute(), item);
        return new Enriched(point(reading, made(0, reading, item, state(finding), merged)), merged.leftOut());
    }

    private static Point point(Reading reading, Enrichment enrichment) {
        return new Point(enrichment.series(), reading.fields().with(enrichment.fields()), reading.epochNanos());
    }

    private Enrichment enrichment(Reading reading, @Nullable Finding finding) throws UnreadableMessage {
        DeviceMetadata item = finding == null ? null : finding.item();
        Finding.State state = state(finding);
        int hash = Enrichment.hash(route, reading.tags(), reading.metakey());
        Enrichment known = enrichments.find(hash, route, reading.tags(), item, state);
        if (known != null) return known;
        TagRules.Merged merged =
                item == null ? NOTHING : rules.merge(route.measurement(), reserved, route.keyAttribute(), item);
        Enrichment made = made(hash, reading, item, state, merged);
        enrichments.remember(made);
        return made;
    }

    private Enrichment made(
            int hash,
            Reading reading,
            @Nullable DeviceMetadata item,
            Finding.@Nullable State state,
            TagRules.Merged merged) {
        SortedMap<String, String> tags = new TreeMap<>(merged.tags());
        SortedMap<String, FieldValue> fields = new TreeMap<>(merged.fields());
        if (state != null && stateAs == MetadataStateAs.TAG) tags.put(STATE, state.text());
        if (state != null && stateAs == MetadataStateAs.FIELD) fields.put(STATE, new FieldValue.Text(state.text()));
        Tags all = enrichments.shared(reading.tags().with(tags));
        Series series = new Series(route.measurement(), all);
        return new Enrichment(
                hash,
                route,
                reading.tags(),
                item,
                state,
                series,
                enrichments.shared(Fields.of(fields)),
                rules.counters(merged));
    }

    /** Null if the points do not say it. */
    private Finding.@Nullable State state(@Nullable Finding finding) {
        return finding == null || stateAs == MetadataStateAs.NONE ? null : finding.state();
    }

    private void count(Finding finding) {
        lookups.merged(finding);
        if (finding.item() == null) withoutMetadata.increment();
    }
}
