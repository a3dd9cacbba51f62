package io.isobar.simulator;

import io.isobar.pipeline.InvalidSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the simulator.
 *
 * @param enabled whether devices are simulated at all
 * @param devices how many, 1 to 100000
 * @param interval between two messages of one device, at least 1ms
 * @param deviceType resource location of the device type file; {@link DeviceType} says what is in it
 * @param seed makes the values repeatable: the same seed gives the same devices and readings; 0 gives others each time
 */
@ConfigurationProperties(prefix = "isobar.simulator", ignoreUnknownFields = false)
public record SimulatorProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("20") int devices,
        @DefaultValue("2s") Duration interval,

        @DefaultValue("classpath:simulator/pressure-device.json")
        String deviceType,

        @DefaultValue("0") long seed) {

    private static final int MOST_DEVICES = 100_000;

    public SimulatorProperties {
        if (devices < 1 || devices > MOST_DEVICES) {
            throw new InvalidSetting("isobar.simulator.devices", devices, "a whole number from 1 to " + MOST_DEVICES);
        }
        if (interval.compareTo(Duration.ofMillis(1)) < 0) {
            throw new InvalidSetting("isobar.simulator.interval", interval, "a duration of 1ms or more, such as 2s");
        }
    }
}
