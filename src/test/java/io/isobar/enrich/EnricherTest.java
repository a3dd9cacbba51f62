package io.isobar.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.isobar.metadata.DeviceMetadata;
import io.isobar.metadata.Finding;
import io.isobar.route.PressureRoute;
import io.isobar.route.Route;
import io.isobar.route.SensorId;
import io.isobar.route.UnreadableMessage;
import io.isobar.telemetry.FieldValue;
import io.isobar.telemetry.FieldValue.Decimal;
import io.isobar.telemetry.LineProtocol;
import io.isobar.telemetry.Point;
import io.isobar.telemetry.Reading;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnricherTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> asked = new ArrayList<>();
    private CompletableFuture<Optional<DeviceMetadata>> answer = CompletableFuture.completedFuture(Optional.empty());
    private final Enricher enricher =
            Enrichers.of(PressureRoute.with(SensorId.PLAIN, false, registry.counter("replaced")), this::find, registry);

    @Test
    void enrich_knownDevice_hasEveryAttributeAsATag() throws UnreadableMessage {
        answer = known(Map.of("metakey", "123456789", "manufacturer", "Acme Devices Ltd.", "floor", "3"));

        Point point = Enrichers.point(enricher, reading("a1c2", "123456789"));

        assertThat(point.measurement()).isEqualTo("pressure");
        assertThat(point.tags().asMap())
                .containsExactly(
                        entry("floor", "3"),
                        entry("manufacturer", "Acme Devices Ltd."),
                        entry("metakey", "123456789"),
                        entry("sensorID", "a1c2"));
        assertThat(point.fields().asMap())
                .containsExactly(entry("pressureValue", new Decimal(812)), entry("viscosity", new Decimal(55.5)));
        assertThat(point.epochNanos()).isEqualTo(7);
        assertThat(asked).containsExactly("123456789");
        assertThat(count("isobar.points.without.metadata")).isZero();
    }

    @Test
    void enrich_unknownDevice_hasTheSensorAloneAndIsCounted() throws UnreadableMessage {
        Point point = Enrichers.point(enricher, reading("a1c2", "123456789"));

        assertThat(point.tags().asMap()).containsExactly(entry("sensorID", "a1c2"));
        assertThat(count("isobar.points.without.metadata")).isEqualTo(1);
    }

    @Test
    void enrich_noMetakey_isNotAskedFor() throws UnreadableMessage {
        Point point = Enrichers.point(enricher, reading("a1c2", null));

        assertThat(point.tags().asMap()).containsExactly(entry("sensorID", "a1c2"));
        assertThat(asked).isEmpty();
        assertThat(count("isobar.points.without.metadata")).isEqualTo(1);
    }

    @Test
    void enrich_noSensor_hasNoSuchTag() throws UnreadableMessage {
        answer = known(Map.of("floor", "3"));

        assertThat(Enrichers.point(enricher, reading("", "123456789")).tags().asMap())
                .containsExactly(entry("floor", "3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pressureValue", "viscosity", "time", "sensorID", "_time", "_field", "_measurement", ""})
    void enrich_attributeWithAReservedName_isLeftOutAndCounted(String name) throws UnreadableMessage {
        answer = known(Map.of(name, "x", "floor", "3"));

        Point point = Enrichers.point(enricher, reading("a1c2", "123456789"));

        assertThat(point.tags().asMap()).containsExactly(entry("floor", "3"), entry("sensorID", "a1c2"));
        assertThat(leftOut()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pressure", "Time", "sensorid", " ", "Viscosity"})
    void enrich_attributeWithASimilarName_isKept(String name) throws UnreadableMessage {
        answer = known(Map.of(name, "x"));

        assertThat(Enrichers.point(enricher, reading("a1c2", "123456789"))
                        .tags()
                        .asMap())
                .containsEntry(name, "x");
        assertThat(leftOut()).isZero();
    }

    /** A backslash at the end cannot be written: without it there would be two tags of one name, which InfluxDB refuses. */
    @Test
    void enrich_attributesThatAreWrittenAlike_areOneTag() throws UnreadableMessage {
        answer = known(Map.of("floor", "3", "floor\\", "4"));

        Point point = Enrichers.point(enricher, reading("a1", "123456789"));

        assertThat(LineProtocol.line(point)).startsWith("pressure,floor=3,sensorID=a1 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"time\\", "viscosity\\\\", "sensorID\\", "floor\\ x", "floor\\,x", "floor\\=x"})
    void enrich_attributeThatIsWrittenLikeAReservedName_isLeftOutAndCounted(String name) throws UnreadableMessage {
        answer = known(Map.of(name, "x"));

        Point point = Enrichers.point(enricher, reading("a1", "123456789"));

        assertThat(LineProtocol.line(point)).startsWith("pressure,sensorID=a1 ");
        assertThat(leftOut()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void enrich_stateAsked_isInThePoint(Finding.State state) throws UnreadableMessage {
        DeviceMetadata device = new DeviceMetadata(Map.of("metadata_state", "x", "floor", "3"));
        Finding finding = new Finding(state, device, true, Finding.TIMELESS, null);
        Reading reading = reading("a1", "123456789");

        Point tagged = stating(MetadataStateAs.TAG).enrich(reading, finding);
        Point with = stating(MetadataStateAs.FIELD).enrich(reading, finding);

        assertThat(tagged.tags().asMap())
                .containsEntry("metadata_state", state.text())
                .containsEntry("floor", "3");
        assertThat(with.fields().asMap()).containsEntry("metadata_state", new FieldValue.Text(state.text()));
        assertThat(with.tags().asMap()).doesNotContainKey("metadata_state");
    }

    @Test
    void enrich_deviceIsNotLookedUp_hasNoStateAndIsNotCounted() throws UnreadableMessage {
        Point point = stating(MetadataStateAs.TAG).enrich(reading("a1", null), null);

        assertThat(point.tags().asMap()).containsExactly(entry("sensorID", "a1"));
        assertThat(count("isobar.points.without.metadata")).isZero();
    }

    @Test
    void enrich_device_itsAgeIsRecorded() throws UnreadableMessage {
        DeviceMetadata device = new DeviceMetadata(Map.of("floor", "3"));
        long sevenSecondsAgo = System.nanoTime() - TimeUnit.SECONDS.toNanos(7);
        Finding old = new Finding(Finding.State.STALE, device, true, sevenSecondsAgo, "away");

        enricher.enrich(reading("a1", "123456789"), old);

        Timer age = registry.get("isobar.metadata.age").timer();
        assertThat(age.count()).isEqualTo(1);
        assertThat(age.totalTime(TimeUnit.SECONDS)).isBetween(7.0, 3_600.0);
    }

    @Test
    void enrich_preview_countsNothing() throws UnreadableMessage {
        DeviceMetadata device = new DeviceMetadata(Map.of("time", "now"));
        Enricher.Enriched previewed =
                enricher.preview(reading("a1", "123456789"), Enrichers.finding(Optional.of(device)));
        enricher.preview(reading("a1", "123456789"), Enrichers.finding(Optional.empty()));

        assertThat(previewed.leftOut()).containsExactly(entry("time", LeftOut.RESERVED_NAME));
        assertThat(leftOut()).isZero();
        assertThat(count("isobar.points.without.metadata")).isZero();
        assertThat(registry.get("isobar.metadata.age").timer().count()).isZero();
    }

    @Test
    void enrich_itemIsReadAgain_hasItsNewTagsAtOnce() throws UnreadableMessage {
        answer = known(Map.of("floor", "3"));
        Enrichers.point(enricher, reading("a1", "123456789"));
        answer = known(Map.of("floor", "4"));

        Point point = Enrichers.point(enricher, reading("a1", "123456789"));

        assertThat(point.tags().asMap()).containsEntry("floor", "4");
        answer = CompletableFuture.completedFuture(Optional.empty());
        assertThat(Enrichers.point(enricher, reading("a1", "123456789")).tags().asMap())
                .doesNotContainKey("floor");
    }

    @Test
    void enrich_deviceThatIsRemembered_sharesItsSeries() throws UnreadableMessage {
        answer = known(Map.of("floor", "3"));

        Point first = Enrichers.point(enricher, reading("a1", "123456789"));
        Point second = Enrichers.point(enricher, reading("a1", "123456789"));

        assertThat(second.series()).isSameAs(first.series());
    }

    /** There are four places for them, and more of them than that. */
    @Test
    void enrich_devicesThatCollide_haveTheirOwnTags() throws UnreadableMessage {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 32; i++) {
                String sensor = collidingText(i);
                answer = known(Map.of("floor", "" + i));

                Point point = Enrichers.point(enricher, reading(sensor, "123456789"));

                assertThat(point.tags().asMap()).containsExactly(entry("floor", "" + i), entry("sensorID", sensor));
            }
        }
    }

    /** One of 32 texts with the same hash. */
    private static String collidingText(int number) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < 5; bit++) text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        return text.toString();
    }

    @Test
    void enrich_devicesOfOneSensor_areToldApartByTheirItems() throws UnreadableMessage {
        answer = known(Map.of("floor", "3"));
        Point first = Enrichers.point(enricher, reading("", "Aa"));
        answer = known(Map.of("floor", "4"));
        Point second = Enrichers.point(enricher, reading("", "BB"));

        assertThat(first.tags().asMap()).containsExactly(entry("floor", "3"));
        assertThat(second.tags().asMap()).containsExactly(entry("floor", "4"));
    }

    @Test
    void enrich_attributeLeftOut_isCountedForEachPoint() throws UnreadableMessage {
        answer = known(Map.of("time", "x", "viscosity", "y", "floor", "3"));

        for (int i = 0; i < 3; i++) Enrichers.point(enricher, reading("a1c2", "123456789"));

        assertThat(leftOut()).isEqualTo(6);
        assertThat(registry.get("isobar.metadata.age").timer().count()).isEqualTo(3);
    }

    @Test
    void enrich_stateAsked_changesWithTheFinding() throws UnreadableMessage {
        DeviceMetadata device = new DeviceMetadata(Map.of("floor", "3"));
        Finding fresh = new Finding(Finding.State.FRESH, device, true, Finding.TIMELESS, null);
        Finding stale = new Finding(Finding.State.STALE, device, true, Finding.TIMELESS, "away");
        Enricher tagging = stating(MetadataStateAs.TAG);
        Enricher saying = stating(MetadataStateAs.FIELD);

        for (Finding finding : List.of(fresh, stale, fresh)) {
            String text = finding.state().text();
            assertThat(tagging.enrich(reading("a1", "1"), finding).tags().asMap())
                    .containsEntry("metadata_state", text);
            assertThat(saying.enrich(reading("a1", "1"), finding).fields().asMap())
                    .containsEntry("metadata_state", new FieldValue.Text(text));
        }
    }

    /** What a preview was told would be admitted may be refused when it comes. */
    @Test
    void preview_isNotRemembered() throws UnreadableMessage {
        DeviceMetadata device = new DeviceMetadata(Map.of("metakey", "1", "floor", "3"));
        Finding finding = Enrichers.finding(Optional.of(device));
        Reading reading = reading("a1", "123456789");

        Point previewed = enricher.preview(reading, finding).point();

        assertThat(registry.find("isobar.tag.values").gauges()).isEmpty();
        Point point = enricher.enrich(reading, finding);
        assertThat(point).isEqualTo(previewed);
        assertThat(point.series()).isNotSameAs(previewed.series());
        assertThat(registry.find("isobar.tag.values").tag("tag", "floor").gauges())
                .hasSize(1);
    }

    private Enricher stating(MetadataStateAs as) {
        Route route = PressureRoute.with(SensorId.PLAIN, false, registry.counter("replaced"));
        return Enrichers.of(route, this::find, as, registry);
    }

    private double leftOut() {
        return registry.get("isobar.attributes.left.out").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
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
