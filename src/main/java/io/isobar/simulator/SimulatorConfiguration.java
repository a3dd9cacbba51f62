package io.isobar.simulator;

import io.isobar.mqtt.MqttPublisher;
import io.isobar.pipeline.InvalidSetting;
import io.isobar.pipeline.PhasedLifecycle;
import io.isobar.pipeline.StartOrder;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ResourceLoader;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SimulatorProperties.class)
class SimulatorConfiguration {

    /** How long the devices wait for the broker before they begin and what they publish is lost. */
    private static final Duration CONNECTION = Duration.ofSeconds(5);

    /** The last to start and the first to stop. */
    @Bean
    @ConditionalOnBooleanProperty("isobar.simulator.enabled")
    PhasedLifecycle deviceSimulator(
            SimulatorProperties properties, MqttPublisher.Factory publishers, ResourceLoader resources) {
        MqttPublisher publisher = publishers.publisher("simulator");
        Simulator simulator = new Simulator(
                deviceType(properties.deviceType(), resources),
                properties.devices(),
                properties.interval(),
                properties.seed(),
                Clock.systemUTC(),
                publisher);
        return new PhasedLifecycle(
                StartOrder.SIMULATOR,
                () -> {
                    publisher.start();
                    publisher.awaitConnection(CONNECTION);
                    simulator.start();
                },
                () -> {
                    simulator.close();
                    publisher.close();
                });
    }

    private static DeviceType deviceType(String location, ResourceLoader resources) {
        try (InputStream file = resources.getResource(location).getInputStream()) {
            return DeviceType.read(file, location);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidSetting(
                    "isobar.simulator.device-type", location, "the file of a device type: " + e.getMessage());
        }
    }
}
