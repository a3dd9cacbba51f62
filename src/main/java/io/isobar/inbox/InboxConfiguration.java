package io.isobar.inbox;

import io.isobar.dynamodb.AwsProperties;
import io.isobar.mqtt.MqttPublisher;
import io.isobar.pipeline.NotEmptyCondition;
import io.isobar.pipeline.Parking;
import io.isobar.pipeline.PhasedLifecycle;
import io.isobar.pipeline.StartOrder;
import io.isobar.sqs.QueueAddress;
import io.isobar.sqs.SqsQueue;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(InboxProperties.class)
class InboxConfiguration {

    @Configuration(proxyBeanMethods = false)
    @NotEmptyCondition.Of("isobar.inbox.queue")
    static class QueueConfiguration {

        @Bean(destroyMethod = "")
        Inbox inbox(
                InboxProperties properties,
                AwsProperties aws,
                DynamoDbClient dynamoDbClient,
                Parking parking,
                MqttPublisher.Factory publishers,
                InstantSource clock,
                MeterRegistry registry,
                @Value("${isobar.mqtt.enabled:true}") boolean mqtt) {
            QueueAddress address = QueueAddress.of("isobar.inbox.queue", properties.queue(), aws.endpoint());
            SqsQueue queue = SqsQueue.at(address);
            QueueAddress letters = properties.deadLetterQueue().isEmpty()
                    ? null
                    : QueueAddress.of(DeadLetterQueue.SETTING, properties.deadLetterQueue(), aws.endpoint());
            return new Inbox(
                    properties,
                    queue,
                    new DeadLetterQueue(queue, address.endpoint(), letters),
                    dynamoDbClient,
                    parking,
                    mqtt ? publishers.publisher("notifications") : null,
                    clock,
                    registry);
        }

        /** Stopped before the other sources, for what they have taken cannot settle while more comes. */
        @Bean
        PhasedLifecycle inboxSource(Inbox inbox) {
            return new PhasedLifecycle(StartOrder.SOURCES + 1, inbox::start, inbox::pause);
        }

        /** Stopped after them. */
        @Bean
        PhasedLifecycle inboxEnd(Inbox inbox) {
            return new PhasedLifecycle(StartOrder.SOURCES - 1, () -> {}, inbox::close);
        }

        @Bean
        HealthIndicator inboxHealthIndicator(Inbox inbox, InboxProperties properties) {
            return () -> {
                Health.Builder health = inbox.isReady() ? Health.up() : Health.down();
                String failures = String.join("; ", inbox.failures());
                if (!failures.isEmpty()) health.withDetail("failure", failures);
                return health.withDetail("table", properties.table())
                        .withDetail("held", inbox.held())
                        .build();
            };
        }
    }
}
