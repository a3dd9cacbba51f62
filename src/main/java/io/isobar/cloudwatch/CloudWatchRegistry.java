package io.isobar.cloudwatch;

import io.micrometer.cloudwatch2.CloudWatchConfig;
import io.micrometer.cloudwatch2.CloudWatchMeterRegistry;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Micrometer's registry, for the metrics of {@link CloudWatchMetrics} alone. Publishes on a thread of its own. */
final class CloudWatchRegistry extends CloudWatchMeterRegistry {

    /** @param calls is closed by who made it */
    CloudWatchRegistry(String namespace, Duration step, Clock clock, CloudWatchCalls calls) {
        super(config(namespace, step), clock, calls, CloudWatchRegistry::thread);
        config().meterFilter(MeterFilter.denyUnless(CloudWatchMetrics::has)).meterFilter(new OneDimension());
    }

    private static Thread thread(Runnable publishing) {
        return Thread.ofPlatform().daemon().name("isobar-cloudwatch").unstarted(publishing);
    }

    private static CloudWatchConfig config(String namespace, Duration step) {
        return new CloudWatchConfig() {
            @Override
            public @Nullable String get(String key) {
                return null;
            }

            @Override
            public String namespace() {
                return namespace;
            }

            @Override
            public Duration step() {
                return step;
            }
        };
    }

    /** What was counted in the last step that is over. */
    @Override
    protected void publish() {
        super.publish();
    }

    /** Spring closes every registry before the parts that still count: see {@link #closeLast}. */
    @Override
    public void close() {}

    /** Publishes what was counted since the last step, and ends. */
    void closeLast() {
        super.close();
    }

    /** Sums away every tag that is no dimension, and keeps no histogram, which nobody could see. */
    private static final class OneDimension implements MeterFilter {

        @Override
        public Meter.Id map(Meter.Id id) {
            List<Tag> kept = id.getTags().stream()
                    .filter(tag -> tag.getKey().equals(CloudWatchMetrics.DIMENSION))
                    .toList();
            return id.replaceTags(kept);
        }

        @Override
        public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
            return DistributionStatisticConfig.builder()
                    .percentilesHistogram(false)
                    .percentiles()
                    .serviceLevelObjectives()
                    .build()
                    .merge(config);
        }
    }
}
