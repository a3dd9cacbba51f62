package io.isobar.inbox;

import io.isobar.dynamodb.AwsProperties;
import io.isobar.mqtt.MqttResponder;
import io.isobar.pipeline.NotEmptyCondition;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.PhasedLifecycle;
import io.isobar.pipeline.StartOrder;
import io.isobar.sqs.QueueAddress;
import io.isobar.sqs.SqsQueue;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

@Configuration(proxyBeanMethods = false)
@NotEmptyCondition.Of({"isobar.inbox.queue", "isobar.inbox.operations"})
@ConditionalOnBooleanProperty(name = "isobar.mqtt.enabled", matchIfMissing = true)
class InboxRequestsConfiguration {

    /**
     * Waiting for each that is answered: brokers may send more than they were asked for, and while there is no room for that,
     * the connection does not learn either that the broker has an answer.
     */
    private static final int WAITING = 10;

    @Bean
    InboxRequests inboxRequests(
            InboxProperties properties,
            AwsProperties aws,
            DynamoDbClient dynamoDbClient,
            MqttResponder.Factory responders,
            MeterRegistry registry) {
        PeerState state = new PeerState(
                "DynamoDB table " + properties.table() + ", for requests", LoggerFactory.getLogger(MessageTable.class));
        MessageTable table = new MessageTable(dynamoDbClient, properties.table(), state);
        SqsQueue outbound = properties.outboundQueue().isEmpty()
                ? null
                : SqsQueue.at(
                        QueueAddress.of("isobar.inbox.outbound-queue", properties.outboundQueue(), aws.endpoint()));
        Answers answers = new Answers(table, outbound == null ? null : outbound::send, properties);
        RequestLanes lanes = new RequestLanes(properties.requests(), properties.requests() * WAITING);
        RequestHandler handler = new RequestHandler(properties, answers, lanes, registry);
        List<String> filters = properties.operations().stream()
                .map(RequestTopic::filter)
                .sorted()
                .toList();
        MqttResponder responder = responders.responder("inbox", filters, properties.requests());
        return new InboxRequests(responder, handler, lanes, state, outbound);
    }

    @Bean
    PhasedLifecycle inboxRequestsLifecycle(InboxRequests inboxRequests) {
        return new PhasedLifecycle(StartOrder.SOURCES, inboxRequests::start, inboxRequests::stop);
    }

    @Bean
    HealthIndicator inboxRequestsHealthIndicator(InboxRequests inboxRequests, InboxProperties properties) {
        return () -> {
            Health.Builder health = inboxRequests.isReady() ? Health.up() : Health.down();
            String failures = String.join("; ", inboxRequests.failures());
            if (!failures.isEmpty()) health.withDetail("failure", failures);
            return health.withDetail("table", properties.table()).build();
        };
    }
}
