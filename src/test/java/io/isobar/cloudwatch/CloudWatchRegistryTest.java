package io.isobar.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.isobar.pipeline.PeerState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;

class CloudWatchRegistryTest {

    /** Far longer than any test: nothing is published but what a test asks for. */
    private static final Duration STEP = Duration.ofDays(1);

    private final Logger log = (Logger) LoggerFactory.getLogger("cloudwatch-test");
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final FakeCloudWatch cloudWatch = new FakeCloudWatch();
    private final MockClock clock = new MockClock();
    private final CloudWatchRegistry registry = new CloudWatchRegistry(
            "Isobar/test", STEP, clock, new CloudWatchCalls(cloudWatch, new PeerState("CloudWatch", log)));

    CloudWatchRegistryTest() {
        logged.start();
        log.addAppender(logged);
        log.setLevel(Level.INFO);
    }

    @AfterEach
    void close() {
        cloudWatch.failure = null;
        registry.closeLast();
        log.detachAppender(logged);
        log.setLevel(null);
    }

    @Test
    void publish_countersOfManyReasons_areSummedWithoutDimensions() {
        counter("isobar.parked", "reason", "not_json").increment(2);
        counter("isobar.parked", "reason", "rejected").increment(3);

        assertThat(published()).containsExactly(Map.entry("isobar.parked.count", 5.0));
    }

    @Test
    void publish_lookups_keepTheirResultAsDimension() {
        counter("isobar.metadata.lookups", "result", "hit").increment(2);
        counter("isobar.metadata.lookups", "result", "miss").increment(1);

        assertThat(published())
                .containsOnly(
                        Map.entry("isobar.metadata.lookups.count{result=hit}", 2.0),
                        Map.entry("isobar.metadata.lookups.count{result=miss}", 1.0));
    }

    @Test
    void publish_timerWithHistogram_isFourValuesInMilliseconds() {
        Timer timer = Timer.builder("isobar.end.to.end")
                .publishPercentileHistogram()
                .serviceLevelObjectives(Duration.ofMillis(1))
                .register(registry);
        timer.record(Duration.ofMillis(10));
        timer.record(Duration.ofMillis(20));

        assertThat(timer.takeSnapshot().histogramCounts()).isEmpty();
        assertThat(published())
                .containsOnly(
                        Map.entry("isobar.end.to.end.avg", 15.0),
                        Map.entry("isobar.end.to.end.count", 2.0),
                        Map.entry("isobar.end.to.end.max", 20.0),
                        Map.entry("isobar.end.to.end.sum", 30.0));
    }

    @Test
    void publish_meterThatIsNotOfTheContract_isLeftOut() {
        counter("isobar.time.replaced", "a", "b").increment();
        Gauge.builder("jvm.memory.used", () -> 1).register(registry);
        Gauge.builder("isobar.spool.bytes", () -> 7).register(registry);

        assertThat(published()).containsExactly(Map.entry("isobar.spool.bytes.value", 7.0));
    }

    @Test
    void publish_failure_isLoggedWhenItBeginsAndWhenItEnds() {
        counter("isobar.received", "a", "b").increment();

        cloudWatch.failure = SdkClientException.create("no route");
        for (int i = 0; i < 3; i++) registry.publish();
        cloudWatch.failure = null;
        for (int i = 0; i < 3; i++) registry.publish();

        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "CloudWatch: cannot publish metrics: no route (see isobar.cloudwatch.namespace);"
                                + " trying again until it works",
                        "CloudWatch: works again after 3 failed tries");
    }

    @Test
    void close_bySpring_publishesNothingYet_andTheLastValuesAtTheEnd() {
        Counter received = counter("isobar.received", "a", "b");

        registry.close();
        received.increment(4);
        registry.closeLast();

        assertThat(cloudWatch.values()).containsExactly(Map.entry("isobar.received.count", 4.0));
    }

    private Counter counter(String name, String tag, String value) {
        return Counter.builder(name).tag(tag, value).register(registry);
    }

    /** What the next publication sends, by name and dimension. */
    private Map<String, Double> published() {
        clock.add(STEP);
        registry.publish();
        return cloudWatch.values();
    }

    private static final class FakeCloudWatch implements CloudWatchClient {

        private final List<PutMetricDataRequest> requests = new ArrayList<>();
        private @Nullable SdkClientException failure;

        @Override
        public PutMetricDataResponse putMetricData(PutMetricDataRequest request) {
            if (failure != null) throw failure;
            assertThat(request.namespace()).isEqualTo("Isobar/test");
            requests.add(request);
            return PutMetricDataResponse.builder().build();
        }

        /** Of the last request. */
        Map<String, Double> values() {
            Map<String, Double> values = new TreeMap<>();
            for (MetricDatum datum : requests.getLast().metricData()) {
                StringBuilder name = new StringBuilder(datum.metricName());
                datum.dimensions()
                        .forEach(dimension -> name.append("{%s=%s}".formatted(dimension.name(), dimension.value())));
                values.put(name.toString(), datum.value());
            }
            return values;
        }

        @Override
        public String serviceName() {
            return "fake";
        }

        @Override
        public void close() {}
    }
}
