package io.isobar.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.isobar.influx.Lines;
import io.isobar.metadata.DeviceMetadata;
import io.isobar.telemetry.FieldValue.Decimal;
import io.isobar.telemetry.Point;
import io.isobar.telemetry.Reading;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnricherTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> asked = new ArrayList<>();
    private CompletableFuture<Optional<DeviceMetadata>> answer = CompletableFuture.completedFuture(Optional.empty());
    private final Enricher enricher =
            new Enricher(PressureRoute.with(SensorId.PLAIN, false, registry.counter("replaced")), this::find, registry);

    @Test
    void enrich_knownDevice_hasEveryAttributeAsATag() {
        answer = known(Map.of("metakey", "123456789", "manufacturer", "Acme Devices Ltd.", "floor", "3"));

        Point point = enricher.enrich(reading("a1c2", "123456789")).join();

        assertThat(point.measurement()).isEqualTo("pressure");
        assertThat(point.tags())
                .containsExactly(
                        entry("floor", "3"),
                        entry("manufacturer", "Acme Devices Ltd."),
                        entry("metakey", "123456789"),
                        entry("sensorID", "a1c2"));
        assertThat(point.fields())
                .containsExactly(entry("pressureValue", new Decimal(812)), entry("viscosity", new Decimal(55.5)));
        assertThat(point.epochNanos()).isEqualTo(7);
        assertThat(asked).containsExactly("123456789");
        assertThat(count("isobar.points.without.metadata")).isZero();
    }

    @Test
    void enrich_unknownDevice_hasTheSensorAloneAndIsCounted() {
        Point point = enricher.enrich(reading("a1c2", "123456789")).join();

        assertThat(point.tags()).containsExactly(entry("sensorID", "a1c2"));
        assertThat(count("isobar.points.without.metadata")).isEqualTo(1);
    }

    @Test
    void enrich_noMetakey_isNotAskedForAndCountedAsAMiss() {
        Point point = enricher.enrich(reading("a1c2", null)).join();

        assertThat(point.tags()).containsExactly(entry("sensorID", "a1c2"));
        assertThat(asked).isEmpty();
        assertThat(count("isobar.points.without.metadata")).isEqualTo(1);
        assertThat(registry.get("isobar.metadata.lookups")
                        .tag("result", "miss")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void enrich_noSensor_hasNoSuchTag() {
        answer = known(Map.of("floor", "3"));

        assertThat(enricher.enrich(reading("", "123456789")).join().tags()).containsExactly(entry("floor", "3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pressureValue", "viscosity", "time", "sensorID", "_time", "_field", "_measurement", ""})
    void enrich_attributeWithAReservedName_isLeftOutAndCounted(String name) {
        answer = known(Map.of(name, "x", "floor", "3"));

        Point point = enricher.enrich(reading("a1c2", "123456789")).join();

        assertThat(point.tags()).containsExactly(entry("floor", "3"), entry("sensorID", "a1c2"));
        assertThat(count("isobar.attributes.left.out")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pressure", "Time", "sensorid", " ", "Viscosity"})
    void enrich_attributeWithASimilarName_isKept(String name) {
        answer = known(Map.of(name, "x"));

        assertThat(enricher.enrich(reading("a1c2", "123456789")).join().tags()).containsEntry(name, "x");
        assertThat(count("isobar.attributes.left.out")).isZero();
    }

    /** A backslash at the end cannot be written: without it there would be two tags of one name, which InfluxDB refuses. */
    @Test
    void enrich_attributesThatAreWrittenAlike_areOneTag() {
        answer = known(Map.of("floor", "3", "floor\\", "4"));

        Point point = enricher.enrich(reading("a1", "123456789")).join();

        assertThat(Lines.of(point)).startsWith("pressure,floor=3,sensorID=a1 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"time\\", "viscosity\\\\", "sensorID\\", "floor\\ x", "floor\\,x", "floor\\=x"})
    void enrich_attributeThatIsWrittenLikeAReservedName_isLeftOutAndCounted(String name) {
        answer = known(Map.of(name, "x"));

        Point point = enricher.enrich(reading("a1", "123456789")).join();

        assertThat(Lines.of(point)).startsWith("pressure,sensorID=a1 ");
        assertThat(count("isobar.attributes.left.out")).isEqualTo(1);
    }

    @Test
    void enrich_metadataIsNotKnownYet_waits() {
        answer = new CompletableFuture<>();

        CompletableFuture<Point> point = enricher.enrich(reading("a1c2", "123456789"));

        assertThat(point).isNotDone();
        answer.complete(Optional.empty());
        assertThat(point).isCompleted();
    }

    @Test
    void enrich_lookupFails_fails() {
        answer = CompletableFuture.failedFuture(new IllegalStateException("closed"));

        assertThat(enricher.enrich(reading("a1c2", "123456789"))).isCompletedExceptionally();
        assertThat(count("isobar.points.without.metadata")).isZero();
    }

    private CompletableFuture<Optional<DeviceMetadata>> find(String metakey) {
        asked.add(metakey);
        return answer;
    }

    private static CompletableFuture<Optional<DeviceMetadata>> known(Map<String, String> attributes) {
        return CompletableFuture.completedFuture(Optional.of(new DeviceMetadata(attributes)));
    }

    private static Reading reading(String sensorId, @Nullable String metakey) {
        return PressureRoute.reading(sensorId, metakey, 812, 55.5, 7);
    }

    private double count(String counter) {
        return registry.get(counter).counter().count();
    }
}
