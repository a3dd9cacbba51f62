package io.isobar.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.isobar.enrich.TagProperties.AsField;
import io.isobar.enrich.TagProperties.Rename;
import io.isobar.enrich.TagRules.Merged;
import io.isobar.metadata.DeviceMetadata;
import io.isobar.pipeline.ParkReason;
import io.isobar.route.UnreadableMessage;
import io.isobar.telemetry.FieldType;
import io.isobar.telemetry.FieldValue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagRulesTest {

    private static final Set<String> RESERVED = Set.of("pressureValue", "viscosity", "sensorID");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private List<String> include = List.of();
    private List<String> exclude = List.of();
    private String prefix = "";
    private List<Rename> renames = List.of();
    private List<AsField> asFields = List.of();
    private int budget = 100;

    @Test
    void merge_nothingSet_makesATagOfEveryAttribute() throws UnreadableMessage {
        Merged merged = merge(rules(), Map.of("metakey", "42", "floor", "3", "manufacturer", "Acme"));

        assertThat(merged.tags())
                .containsExactly(entry("floor", "3"), entry("manufacturer", "Acme"), entry("metakey", "42"));
        assertThat(merged.fields()).isEmpty();
        assertThat(merged.leftOut()).isEmpty();
    }

    @Test
    void merge_included_leavesOutTheOthers() throws UnreadableMessage {
        include = List.of("floor", "room");

        Merged merged = merge(rules(), Map.of("floor", "3", "serial", "x"));

        assertThat(merged.tags()).containsExactly(entry("floor", "3"));
        assertThat(merged.leftOut()).containsExactly(entry("serial", LeftOut.NOT_INCLUDED));
    }

    @Test
    void merge_includedAndExcluded_leavesItOut() throws UnreadableMessage {
        include = List.of("floor", "serial");
        exclude = List.of("serial");

        Merged merged = merge(rules(), Map.of("floor", "3", "serial", "x"));

        assertThat(merged.tags()).containsExactly(entry("floor", "3"));
        assertThat(merged.leftOut()).containsExactly(entry("serial", LeftOut.EXCLUDED));
    }

    @Test
    void merge_prefix_isBeforeTheNamesOfTagsAndFieldsButNotOfRenamedOnes() throws UnreadableMessage {
        prefix = "meta_";
        renames = List.of(new Rename("fw", "firmware"));
        asFields = List.of(new AsField("floor", FieldType.INTEGER));

        Merged merged = merge(rules(), Map.of("serial", "x", "fw", "1.2", "floor", "3", "time", "now"));

        assertThat(merged.tags())
                .containsExactly(entry("firmware", "1.2"), entry("meta_serial", "x"), entry("meta_time", "now"));
        assertThat(merged.fields()).containsExactly(entry("meta_floor", new FieldValue.Whole(3)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pressureValue", "viscosity", "time", "sensorID", "_time", "_field", "_measurement", ""})
    void merge_nameOfTheMessageOrTheTime_isLeftOutAndCounted(String name) throws UnreadableMessage {
        Merged merged = merge(rules(), Map.of(name, "x", "floor", "3"));

        assertThat(merged.tags()).containsExactly(entry("floor", "3"));
        assertThat(merged.leftOut()).containsExactly(entry(name, LeftOut.RESERVED_NAME));
        assertThat(count("reserved_name")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pressure", "Time", "sensorid", " ", "Viscosity"})
    void merge_similarName_isKept(String name) throws UnreadableMessage {
        assertThat(merge(rules(), Map.of(name, "x")).tags()).containsExactly(entry(name, "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"time\\", "viscosity\\\\", "floor\\ x", "floor\\,x", "floor\\=x", "a\nb", "a\rb"})
    void merge_nameThatCannotBeWritten_isLeftOutAndCounted(String name) throws UnreadableMessage {
        Merged merged = merge(rules(), Map.of(name, "x"));

        assertThat(merged.leftOut()).containsExactly(entry(name, LeftOut.UNSPEAKABLE_NAME));
        assertThat(count("unspeakable_name")).isEqualTo(1);
    }

    @Test
    void merge_reservedNameRenamed_isKept() throws UnreadableMessage {
        renames = List.of(new Rename("time", "installed"), new Rename("floor", "viscosity"));

        Merged merged = merge(rules(), Map.of("time", "2020", "floor", "3"));

        assertThat(merged.tags()).containsExactly(entry("installed", "2020"));
        assertThat(merged.leftOut()).containsExactly(entry("floor", LeftOut.RESERVED_NAME));
    }

    @Test
    void merge_twoAttributesOfOneName_keepsTheFirstByItsOwnName() throws UnreadableMessage {
        renames = List.of(new Rename("z", "firmware"));
        asFields = List.of(new AsField("firmware", FieldType.STRING));

        Merged merged = merge(rules(), Map.of("firmware", "1", "z", "2"));

        assertThat(merged.fields()).containsExactly(entry("firmware", new FieldValue.Text("1")));
        assertThat(merged.tags()).isEmpty();
        assertThat(merged.leftOut()).containsExactly(entry("z", LeftOut.TAKEN));
        assertThat(count("taken")).isEqualTo(1);
    }

    @Test
    void merge_otherAttributeRenamedToTheKey_leavesItOut() throws UnreadableMessage {
        renames = List.of(new Rename("id", "metakey"));

        Merged merged = merge(rules(), Map.of("id", "7", "metakey", "42"));

        assertThat(merged.tags()).containsExactly(entry("metakey", "42"));
        assertThat(merged.leftOut()).containsExactly(entry("id", LeftOut.TAKEN));
    }

    @Test
    void merge_otherAttributeRenamedToAnExcludedKey_isKept() throws UnreadableMessage {
        renames = List.of(new Rename("id", "metakey"));
        exclude = List.of("metakey");

        assertThat(merge(rules(), Map.of("id", "7", "metakey", "42")).tags()).containsExactly(entry("metakey", "7"));
    }

    @Test
    void merge_asField_isOfItsType() throws UnreadableMessage {
        asFields = List.of(
                new AsField("a", FieldType.FLOAT),
                new AsField("b", FieldType.INTEGER),
                new AsField("c", FieldType.BOOLEAN),
                new AsField("d", FieldType.STRING));

        Merged merged = merge(rules(), Map.of("a", "1.5", "b", "2", "c", "true", "d", "x"));

        assertThat(merged.fields())
                .containsExactly(
                        entry("a", new FieldValue.Decimal(1.5)),
                        entry("b", new FieldValue.Whole(2)),
                        entry("c", new FieldValue.Truth(true)),
                        entry("d", new FieldValue.Text("x")));
        assertThat(merged.tags()).isEmpty();
    }

    @Test
    void merge_asFieldOfAnotherType_isRefusedWithoutItsValue() {
        asFields = List.of(new AsField("firmware", FieldType.INTEGER));
        TagRules rules = rules();

        assertThatThrownBy(() -> merge(rules, Map.of("metakey", "42", "firmware", "v1.2")))
                .isInstanceOf(UnreadableMessage.class)
                .hasMessage(
                        "attribute firmware of its device's item cannot be an integer (see isobar.telemetry.tags.as-field)")
                .extracting(failure -> ((UnreadableMessage) failure).reason())
                .isEqualTo(ParkReason.WRONG_TYPE);
    }

    /** InfluxDB would refuse the point, for ever. */
    @Test
    void merge_valueLongerThanATagCanBe_isLeftOutAndCounted() throws UnreadableMessage {
        TagRules.Merged merged = merge(rules(), Map.of("note", "x".repeat(8193), "floor", "3"));

        assertThat(merged.tags()).containsOnlyKeys("floor");
        assertThat(merged.leftOut()).containsExactly(entry("note", LeftOut.TOO_LONG));
    }

    @Test
    void merge_asFieldOfAnotherTypeButExcluded_isNotLookedAt() throws UnreadableMessage {
        asFields = List.of(new AsField("firmware", FieldType.FLOAT));
        exclude = List.of("firmware");

        assertThat(merge(rules(), Map.of("firmware", "v1.2")).leftOut()).containsKey("firmware");
    }

    @Test
    void merge_moreValuesThanTheBudget_leavesOutTheTagAndCountsIt() throws UnreadableMessage {
        budget = 1;
        TagRules rules = rules();
        merge(rules, Map.of("metakey", "1", "serial", "a"));

        Merged merged = merge(rules, Map.of("metakey", "2", "serial", "b"));

        assertThat(merged.tags()).containsExactly(entry("metakey", "2"));
        assertThat(merged.leftOut()).containsExactly(entry("serial", LeftOut.BUDGET));
        assertThat(count("budget")).isEqualTo(1);
        assertThat(merge(rules, Map.of("serial", "a")).tags()).containsExactly(entry("serial", "a"));
    }

    @Test
    void merge_fields_takeNothingOfTheBudget() throws UnreadableMessage {
        budget = 1;
        asFields = List.of(new AsField("serial", FieldType.STRING));
        TagRules rules = rules();
        merge(rules, Map.of("serial", "a"));

        assertThat(merge(rules, Map.of("serial", "b")).fields()).containsKey("serial");
    }

    @Test
    void merge_renamedAttribute_isInTheBudgetByItsNameInThePoint() throws UnreadableMessage {
        renames = List.of(new Rename("fw", "firmware"));

        merge(rules(), Map.of("metakey", "42", "fw", "1.2"));

        assertThat(registry.find("isobar.tag.values").gauges())
                .singleElement()
                .satisfies(gauge -> assertThat(gauge.getId().getTag("tag")).isEqualTo("firmware"));
    }

    @Test
    void preview_isWhatMergeWouldSay_andTakesNothing() throws UnreadableMessage {
        budget = 1;
        TagRules rules = rules();
        Map<String, String> attributes = Map.of("serial", "a", "time", "now");

        Merged before = preview(rules, Map.of("serial", "b", "time", "now"));

        assertThat(count("reserved_name")).isZero();
        assertThat(before.tags()).containsExactly(entry("serial", "b"));
        assertThat(merge(rules, attributes)).isEqualTo(preview(rules, attributes));
        assertThat(preview(rules, Map.of("serial", "b")).leftOut()).containsExactly(entry("serial", LeftOut.BUDGET));
        assertThat(count("budget")).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void counters_areThereFromTheStart_forWhatIsNotAskedFor(LeftOut reason) throws UnreadableMessage {
        exclude = List.of("a");
        include = List.of("b");

        merge(rules(), Map.of("a", "1", "c", "1"));

        Counter counter = registry.find("isobar.attributes.left.out")
                .tag("reason", reason.tag())
                .counter();
        if (reason.isCounted()) {
            assertThat(counter).isNotNull().extracting(Counter::count).isEqualTo(0.0);
        } else {
            assertThat(counter).isNull();
        }
    }

    private TagRules rules() {
        TagProperties tags = new TagProperties(include, exclude, prefix, renames, asFields);
        return new TagRules(tags, new CardinalityBudget(budget, registry), registry);
    }

    private static Merged merge(TagRules rules, Map<String, String> attributes) throws UnreadableMessage {
        Merged merged = rules.merge("pressure", RESERVED, "metakey", new DeviceMetadata(attributes));
        rules.counters(merged).forEach(Counter::increment);
        return merged;
    }

    private static Merged preview(TagRules rules, Map<String, String> attributes) throws UnreadableMessage {
        return rules.preview("pressure", RESERVED, "metakey", new DeviceMetadata(attributes));
    }

    private double count(String reason) {
        return registry.get("isobar.attributes.left.out")
                .tag("reason", reason)
                .counter()
                .count();
    }
}
