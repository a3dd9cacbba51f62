package io.isobar.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeviceMetadataTest {

    private final DeviceMetadata device = new DeviceMetadata(Map.of("floor", "3", "building", "A", "metakey", "42"));

    @Test
    void attributes_areThoseItWasMadeOfByName() {
        assertThat(device.attributes()).isEqualTo(Map.of("building", "A", "floor", "3", "metakey", "42"));
        assertThat(device.attributes().keySet()).containsExactly("building", "floor", "metakey");
        assertThat(device.attributes().get("floor")).isEqualTo("3");
        assertThat(device.attributes().get("roof")).isNull();
    }

    @Test
    void attributes_cannotBeChanged() {
        assertThatThrownBy(() -> device.attributes().put("floor", "4"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> device.attributes().remove("floor")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void new_mapIsChangedLater_staysAsItWas() {
        Map<String, String> attributes = new HashMap<>(Map.of("floor", "3"));
        DeviceMetadata made = new DeviceMetadata(attributes);

        attributes.put("floor", "4");

        assertThat(made.attributes()).isEqualTo(Map.of("floor", "3"));
    }

    @Test
    void forEach_isEachAttributeByName() {
        List<String> told = new ArrayList<>();

        device.forEach((name, text) -> told.add(name + "=" + text));
        device.attributes().forEach((name, text) -> told.add(name + "=" + text));

        assertThat(told).containsExactly("building=A", "floor=3", "metakey=42", "building=A", "floor=3", "metakey=42");
    }

    @Test
    void equals_sameAttributes_isTheSameHoweverItWasMade() {
        DeviceMetadata same = new DeviceMetadata(List.of("building", "floor", "metakey"), List.of("A", "3", "42"));

        assertThat(same).isEqualTo(device).hasSameHashCodeAs(device);
        assertThat(new DeviceMetadata(List.of("building", "floor", "metakey"), List.of("A", "4", "42")))
                .isNotEqualTo(device);
        assertThat(new DeviceMetadata(List.of("building", "floor", "other"), List.of("A", "3", "42")))
                .isNotEqualTo(device);
    }

    @Test
    void new_noValueForAName_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new DeviceMetadata(List.of("a", "b"), List.of("1")));
    }

    @Test
    void toString_hasNamesAndNoValues() {
        assertThat(device).hasToString("DeviceMetadata[building, floor, metakey]");
    }
}
