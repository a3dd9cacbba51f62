package io.isobar.enrich;

import static io.isobar.enrich.LeftOut.BUDGET;
import static io.isobar.enrich.LeftOut.EXCLUDED;
import static io.isobar.enrich.LeftOut.NOT_INCLUDED;
import static io.isobar.enrich.LeftOut.RESERVED_NAME;
import static io.isobar.enrich.LeftOut.TAKEN;
import static io.isobar.enrich.LeftOut.TOO_LONG;
import static io.isobar.enrich.LeftOut.UNSPEAKABLE_NAME;

import io.isobar.enrich.TagProperties.AsField;
import io.isobar.enrich.TagProperties.Rename;
import io.isobar.metadata.DeviceMetadata;
import io.isobar.pipeline.ParkReason;
import io.isobar.route.UnreadableMessage;
import io.isobar.telemetry.FieldType;
import io.isobar.telemetry.FieldValue;
import io.isobar.telemetry.PointNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the attributes of an item in a point: a tag or a field, under its own name or another, or nothing.
 *
 * <p>Of two attributes of one item that would have one name, that of the key has it, else the first by its own name. The
 * attribute of the key tells the series of different devices apart, so that their points do not overwrite each other: it is
 * outside the budget, never left out for it and not counted in it. (So are the tags that a message itself brings, which do not
 * come this way.) Safe for use by many threads.
 */
public final class TagRules {

    /** More names than tables have; those beyond are decided anew for each point. */
    private static final int REMEMBERED = 10_000;

    /** InfluxDB 1 refuses a point whose name and tags together are longer than 65,535 bytes. */
    private static final int LONGEST_TAG = 8_192;

    /**
     * What became of the attributes of an item in one point.
     *
     * @param tags by name
     * @param fields by name, none of which is a tag
     * @param leftOut why each of the other attributes is in neither, by its own name
     */
    record Merged(SortedMap<String, String> tags, SortedMap<String, FieldValue> fields, Map<String, LeftOut> leftOut) {

        Merged {
            tags = Collections.unmodifiableSortedMap(tags);
            fields = Collections.unmodifiableSortedMap(fields);
            leftOut = Collections.unmodifiableMap(leftOut);
        }
    }

    /**
     * What becomes of all attributes of one name.
     *
     * @param name in the point
     * @param type of the field; null for a tag
     * @param leftOut null if they are not, as far as the name tells
     */
    private record Rule(
            String name, @Nullable FieldType type, @Nullable LeftOut leftOut) {}

    /** Whether a tag may have a value. */
    private interface Admission {
        boolean admits(String measurement, String tag, String value);
    }

    private final Set<String> include;
    private final Set<String> exclude;
    private final String prefix;
    private final Map<String, String> renamed;
    private final Map<String, FieldType> fieldTypes;
    private final CardinalityBudget budget;
    private final Map<LeftOut, Counter> counters = new EnumMap<>(LeftOut.class);
    private final ConcurrentMap<String, Rule> rules = new ConcurrentHashMap<>();

    public TagRules(TagProperties tags, CardinalityBudget budget, MeterRegistry registry) {
        this.include = Set.copyOf(tags.include());
        this.exclude = Set.copyOf(tags.exclude());
        this.prefix = tags.prefix();
        this.renamed = tags.rename().stream().collect(Collectors.toMap(Rename::attribute, Rename::name));
        this.fieldTypes = tags.asField().stream().collect(Collectors.toMap(AsField::attribute, AsField::type));
        this.budget = budget;
        for (LeftOut reason : LeftOut.values()) {
            if (reason.isCounted()) counters.put(reason, counter(reason, registry));
        }
    }

    /**
     * Takes from the budget. What is left out is for the caller to count, see {@link #counters}.
     *
     * @param reserved the names of the fields and tags of the message
     * @param key the name of the attribute that the item was found by
     * @throws UnreadableMessage if an attribute cannot be said in the type of its field
     */
    Merged merge(String measurement, Set<String> reserved, String key, DeviceMetadata item) throws UnreadableMessage {
        return new Merging(measurement, reserved, key, budget::admits).of(item);
    }

    /** Those to be incremented for each point that was made so: one for each attribute that is left out unasked. */
    List<Counter> counters(Merged merged) {
        return merged.leftOut().values().stream()
                .filter(LeftOut::isCounted)
                .map(reason -> Objects.requireNonNull(counters.get(reason)))
                .toList();
    }

    /** What {@link #merge} would answer now, without taking from the budget. */
    Merged preview(String measurement, Set<String> reserved, String key, DeviceMetadata item) throws UnreadableMessage {
        return new Merging(measurement, reserved, key, budget::wouldAdmit).of(item);
    }

    private Rule rule(String attribute) {
        Rule known = rules.get(attribute);
        if (known != null) return known;
        Rule rule = decide(attribute);
        if (rules.size() < REMEMBERED) rules.put(attribute, rule);
        return rule;
    }

    private Rule decide(String attribute) {
        String other = renamed.get(attribute);
        String name = other == null ? prefix + attribute : other;
        return new Rule(name, fieldTypes.get(attribute), leftOut(attribute, name));
    }

    private @Nullable LeftOut leftOut(String attribute, String name) {
        if (exclude.contains(attribute)) return EXCLUDED;
        if (!include.isEmpty() && !include.contains(attribute)) return NOT_INCLUDED;
        if (PointNames.isReserved(name)) return RESERVED_NAME;
        return PointNames.isUnspeakable(name) ? UNSPEAKABLE_NAME : null;
    }

    private static Counter counter(LeftOut reason, MeterRegistry registry) {
        return Counter.builder("isobar.attributes.left.out")
                .description(
                        "Attributes that are not in a point although the settings do not leave them out, one for each point")
                .tag("reason", reason.tag())
                .register(registry);
    }

    /** One item on its way into one point. */
    private final class Merging implements BiConsumer<String, String> {

        private final String measurement;
        private final Set<String> reserved;
        private final String key;
        private final Rule keyRule;
        private final Admission admission;
        private final SortedMap<String, String> tags = new TreeMap<>();
        private final SortedMap<String, FieldValue> fields = new TreeMap<>();
        private final Map<String, LeftOut> leftOut = new LinkedHashMap<>();
        private @Nullable String wrong;

        Merging(String measurement, Set<String> reserved, String key, Admission admission) {
            this.measurement = measurement;
            this.reserved = reserved;
            this.key = key;
            this.keyRule = rule(key);
            this.admission = admission;
        }

        Merged of(DeviceMetadata item) throws UnreadableMessage {
            item.attributes().forEach(this);
            if (wrong != null) {
                String why = "attribute %s of its device's item cannot be %s (see isobar.telemetry.tags.as-field)";
                throw new UnreadableMessage(
                        ParkReason.WRONG_TYPE, why.formatted(wrong, withArticle(fieldTypes.get(wrong))));
            }
            return new Merged(tags, fields, leftOut);
        }

        @Override
        public void accept(String attribute, String value) {
            LeftOut reason = add(attribute, value, rule(attribute));
            if (reason != null) leftOut.put(attribute, reason);
        }

        private @Nullable LeftOut add(String attribute, String value, Rule rule) {
            if (rule.leftOut() != null) return rule.leftOut();
            boolean isKey = attribute.equals(key);
            String name = rule.name();
            if (reserved.contains(name)) return RESERVED_NAME;
            if (isTaken(name, isKey)) return TAKEN;
            if (rule.type() != null) {
                addField(attribute, name, rule.type().of(value));
                return null;
            }
            if (value.length() > LONGEST_TAG) return TOO_LONG;
            if (!isKey && !admission.admits(measurement, name, value)) return BUDGET;
            tags.put(name, value);
            return null;
        }

        private boolean isTaken(String name, boolean isKey) {
            boolean keysOwn = !isKey && keyRule.leftOut() == null && name.equals(keyRule.name());
            return keysOwn || tags.containsKey(name) || fields.containsKey(name);
        }

        /** The first one that is wrong is told. */
        private void addField(String attribute, String name, Optional<FieldValue> value) {
            if (value.isPresent()) {
                fields.put(name, value.get());
            } else if (wrong == null) {
                wrong = attribute;
            }
        }
    }

    private static String withArticle(@Nullable FieldType type) {
        return type == FieldType.INTEGER
                ? "an integer"
                : "a " + String.valueOf(type).toLowerCase(Locale.ROOT);
    }
}
