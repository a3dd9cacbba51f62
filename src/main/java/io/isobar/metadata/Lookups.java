package io.isobar.metadata;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Counts what messages found, each message once: {@code isobar_metadata_lookups_total} adds up to the messages that were looked
 * up. By {@code result}: {@code hit} remembered, {@code miss} had to be fetched or asked for nothing, {@code negative} remembered
 * to be absent, {@code stale} remembered but could not be fetched again, {@code error} could not be found out.
 */
public final class Lookups {

    private final Counter hits;
    private final Counter misses;
    private final Counter stale;
    private final Counter negative;
    private final Counter errors;
    private final Timer age;

    public Lookups(MeterRegistry registry) {
        this.hits = counter("hit", registry);
        this.misses = counter("miss", registry);
        this.stale = counter("stale", registry);
        this.negative = counter("negative", registry);
        this.errors = counter("error", registry);
        this.age = Timer.builder("isobar.metadata.age")
                .description("How old metadata is when it is merged into a point")
                .serviceLevelObjectives(
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5),
                        Duration.ofHours(1),
                        Duration.ofDays(1))
                .register(registry);
    }

    /** Counts a message by what its first lookup found. */
    public void count(Finding finding) {
        result(finding).increment();
    }

    private Counter result(Finding finding) {
        return switch (finding.state()) {
            case FRESH -> finding.remembered() ? hits : misses;
            case ABSENT -> finding.remembered() ? negative : misses;
            case STALE -> stale;
            case UNKNOWN -> errors;
        };
    }

    /** Records that a point was made with what was found. */
    public void merged(Finding finding) {
        if (finding.item() != null) age.record(finding.ageNanos(System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private static Counter counter(String result, MeterRegistry registry) {
        return Counter.builder("isobar.metadata.lookups")
                .description("Messages whose device was looked up, by what was found")
                .tag("result", result)
                .register(registry);
    }
}
