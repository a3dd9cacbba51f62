package io.isobar.enrich;

import io.isobar.telemetry.PayloadHash;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many values the tags of each measurement may take, for every value is a series that InfluxDB keeps in memory.
 *
 * <p>A value that was admitted once is admitted for as long as the process runs, and one that was refused is refused. When a tag has taken as many as the budget
 * allows, no others are; which values were taken is remembered in {@link SeenValues}, so that about one value in some thousand
 * passes for one that was, and is admitted uncounted. There may be 1,000 tags: a further one has no values at all. After 80 %
 * of the budget a line is logged, and another at its end.
 *
 * <p>Safe for use by many threads; a value that was seen before takes no lock.
 */
public final class CardinalityBudget {

    private static final Logger log = LoggerFactory.getLogger(CardinalityBudget.class);

    private static final int MAXIMUM_TAGS = 1_000;

    private record Tag(String measurement, String name) {}

    private final int budget;
    private final MeterRegistry registry;
    private final ConcurrentMap<Tag, Values> tags = new ConcurrentHashMap<>();

    /** @param budget how many values each tag may take in each measurement */
    public CardinalityBudget(int budget, MeterRegistry registry) {
        if (budget < 1) throw new IllegalArgumentException("a budget of " + budget);
        this.budget = budget;
        this.registry = registry;
    }

    /** Whether the tag may have this value; if it is new, it counts as taken from now on. */
    boolean admits(String measurement, String tag, String value) {
        Values values = values(new Tag(measurement, tag));
        return values != null && values.admits(hash(value));
    }

    /** What {@link #admits} would say now, without taking anything. */
    boolean wouldAdmit(String measurement, String tag, String value) {
        Values values = tags.get(new Tag(measurement, tag));
        return values == null ? tags.size() < MAXIMUM_TAGS : values.wouldAdmit(hash(value));
    }

    /** How much memory the values take that were seen. */
    long bytes() {
        return tags.values().stream().mapToLong(values -> values.seen.bytes()).sum();
    }

    private @Nullable Values values(Tag tag) {
        Values known = tags.get(tag);
        if (known != null) return known;
        // Asked again, for it may be the last one, which another thread has opened in between: a refusal is for good.
        return tags.size() < MAXIMUM_TAGS ? open(tag) : tags.get(tag);
    }

    private synchronized @Nullable Values open(Tag tag) {
        // Another thread may have opened this one, or the last one, in between.
        if (tags.size() >= MAXIMUM_TAGS) return tags.get(tag);
        Values values = tags.computeIfAbsent(tag, Values::new);
        if (tags.size() == MAXIMUM_TAGS) {
            log.warn("there are {} tags made of attributes: points are written without any others", MAXIMUM_TAGS);
        }
        return values;
    }

    /** Not that of String, which is the same for many texts that are alike, such as Aa and BB. */
    private static long hash(String value) {
        long hash = value.length();
        for (int i = 0; i < value.length(); i++) hash = hash * 0x9e3779b97f4a7c15L + value.charAt(i);
        return PayloadHash.mix(hash);
    }

    /** Those that one tag has taken. */
    private final class Values {

        private final Tag tag;
        private final SeenValues seen = new SeenValues(budget);
        private volatile int count;

        Values(Tag tag) {
            this.tag = tag;
            Gauge.builder("isobar.tag.values", this, values -> values.count)
                    .description("Values that a tag made of an attribute has taken since the start")
                    .tag("measurement", tag.measurement())
                    .tag("tag", tag.name())
                    .register(registry);
        }

        boolean admits(long hash) {
            if (seen.contains(hash)) return true;
            // Asked again, for it may be the last one, which another thread has taken in between: a refusal is for
            // good.
            return count < budget ? take(hash) : seen.contains(hash);
        }

        boolean wouldAdmit(long hash) {
            return count < budget || seen.contains(hash);
        }

        private synchronized boolean take(long hash) {
            // Another thread may have taken this one, or the last one, in between.
            if (seen.contains(hash)) return true;
            if (count == budget) return false;
            seen.add(hash);
            count = count + 1;
            tellAt(count);
            return true;
        }

        private void tellAt(int count) {
            if (count == budget) {
                tell("and points with others are written without it");
            } else if (count == budget - budget / 5) {
                tell("80 % of what it may");
            }
        }

        private void tell(String what) {
            log.warn(
                    "tag {} of {} has taken {} values, {}; leave it out (isobar.telemetry.tags.exclude), make it a field"
                            + " (isobar.telemetry.tags.as-field), or allow more (isobar.telemetry.cardinality.budget, {})",
                    tag.name(),
                    tag.measurement(),
                    count,
                    what,
                    budget);
        }
    }
}
