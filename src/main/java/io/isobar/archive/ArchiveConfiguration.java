package io.isobar.archive;

import io.isobar.dynamodb.BatchWriter;
import io.isobar.mqtt.MqttSource;
import io.isobar.pipeline.ByteBudget;
import io.isobar.pipeline.InvalidSetting;
import io.isobar.pipeline.NotEmptyCondition;
import io.isobar.pipeline.Parking;
import io.isobar.pipeline.PhasedLifecycle;
import io.isobar.pipeline.StartOrder;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Iterator;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ArchiveProperties.class)
class ArchiveConfiguration {

    @Configuration(proxyBeanMethods = false)
    @NotEmptyCondition.AnyOf({"isobar.archive.flow.input", "isobar.archive.flows[0].input"})
    static class FlowsConfiguration {

        FlowsConfiguration(@Value("${isobar.mqtt.enabled:true}") boolean mqtt) {
            if (!mqtt)
                throw new InvalidSetting("isobar.mqtt.enabled", false, "true with isobar.archive.flow.input set");
        }

        @Bean
        Archive archive(
                ArchiveProperties properties,
                DynamoDbClient dynamoDbClient,
                Parking parking,
                MqttSource.Factory sources,
                MeterRegistry registry) {
            List<ArchiveProperties.Flow> flows = properties.all();
            Iterator<ByteBudget> bytes = BatchWriter.budgets(flows.size()).iterator();
            return new Archive(flows.stream()
                    .map(flow -> new ArchiveFlow(flow, dynamoDbClient, parking, sources, bytes.next(), registry))
                    .toList());
        }

        /** Stopped before telemetry, which takes what is to be parked. */
        @Bean
        PhasedLifecycle archiveLifecycle(Archive archive) {
            return new PhasedLifecycle(StartOrder.SOURCES + 1, archive::start, archive::stop);
        }

        @Bean
        HealthIndicator archiveHealthIndicator(Archive archive) {
            return () -> {
                Health.Builder health = archive.isReady() ? Health.up() : Health.down();
                for (ArchiveFlow flow : archive.flows()) {
                    String failures = String.join("; ", flow.failures());
                    health.withDetail(flow.name(), failures.isEmpty() ? "works" : failures);
                }
                return health.build();
            };
        }
    }
}
