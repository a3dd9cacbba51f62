package io.isobar.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isobar.pipeline.InvalidSetting;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SimulatorPropertiesTest {

    @Test
    void bind_nothingSet_isTwentyPressureDevicesSwitchedOff() {
        assertThat(bind(Map.of()))
                .isEqualTo(new SimulatorProperties(
                        false, 20, Duration.ofSeconds(2), "classpath:simulator/pressure-device.json", 0));
    }

    @Test
    void bind_limits_areAllowed() {
        assertThat(bind(Map.of("isobar.simulator.devices", "100000", "isobar.simulator.interval", "1ms")))
                .satisfies(properties -> assertThat(properties.devices()).isEqualTo(100_000))
                .satisfies(properties -> assertThat(properties.interval()).isEqualTo(Duration.ofMillis(1)));
    }

    @ParameterizedTest
    @CsvSource({
        "isobar.simulator.devices, 0, a whole number from 1 to 100000",
        "isobar.simulator.devices, 100001, a whole number from 1 to 100000",
        "isobar.simulator.interval, PT0S, 'a duration of 1ms or more, such as 2s'",
        "isobar.simulator.interval, PT-1S, 'a duration of 1ms or more, such as 2s'"
    })
    void bind_outOfRange_namesPropertyValueAndWhatIsAllowed(String property, String value, String allowed) {
        assertThatThrownBy(() -> bind(Map.of(property, value)))
                .rootCause()
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContainingAll(property, value, allowed);
    }

    private static SimulatorProperties bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("isobar.simulator", SimulatorProperties.class);
    }
}
