package io.isobar.sqs;

import io.isobar.dynamodb.AwsProperties;
import io.isobar.pipeline.Intake;
import io.isobar.pipeline.InvalidSetting;
import io.isobar.pipeline.NotEmptyCondition;
import io.isobar.pipeline.Parking;
import io.isobar.pipeline.PhasedLifecycle;
import io.isobar.pipeline.StartOrder;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SqsTelemetryProperties.class)
class SqsConfiguration {

    private static final Logger log = LoggerFactory.getLogger(SqsConfiguration.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);

    SqsConfiguration(
            SqsTelemetryProperties properties,
            @Value("${isobar.mqtt.enabled:true}") boolean mqtt,
            @Value("${isobar.inbox.queue:}") String inbox) {
        if (!mqtt && properties.queue().isEmpty() && inbox.isEmpty()) {
            throw new InvalidSetting(
                    "isobar.mqtt.enabled",
                    false,
                    "true, or false with isobar.sqs-telemetry.queue or isobar.inbox.queue set");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @NotEmptyCondition.Of("isobar.sqs-telemetry.queue")
    static class TelemetryConfiguration {

        @Bean(destroyMethod = "close")
        SqsQueue telemetryQueue(SqsTelemetryProperties properties, AwsProperties aws) {
            return SqsQueue.at(properties.address(aws.endpoint()));
        }

        @Bean(destroyMethod = "")
        QueueConsumer telemetryConsumer(
                SqsTelemetryProperties properties, SqsQueue telemetryQueue, Intake intake, Parking parking) {
            return new QueueConsumer(
                    telemetryQueue, properties.connections(), new TelemetryTaker(intake, parking, properties.topic()));
        }

        /** Stopped before the other sources, for what they have taken cannot settle while more comes. */
        @Bean
        PhasedLifecycle telemetryQueueSource(QueueConsumer telemetryConsumer) {
            return new PhasedLifecycle(StartOrder.SOURCES + 1, telemetryConsumer::start, telemetryConsumer::pause);
        }

        /** Stopped after them, when all has settled that they had taken. */
        @Bean
        PhasedLifecycle telemetryQueueEnd(QueueConsumer telemetryConsumer, Intake intake) {
            return new PhasedLifecycle(StartOrder.SOURCES - 1, () -> {}, () -> {
                if (!intake.drain(DRAIN)) log.warn("not everything could be written; the rest goes back to the queue");
                telemetryConsumer.close();
            });
        }

        @Bean
        HealthIndicator sqsHealthIndicator(QueueConsumer telemetryConsumer, SqsQueue telemetryQueue) {
            return () -> {
                Health.Builder health = telemetryConsumer.isReady() ? Health.up() : Health.down();
                String failures = String.join("; ", telemetryConsumer.failures());
                if (!failures.isEmpty()) health.withDetail("failure", failures);
                return health.withDetail("queue", telemetryQueue.name())
                        .withDetail("held", telemetryConsumer.held())
                        .build();
            };
        }
    }
}
