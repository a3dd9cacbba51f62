package io.isobar.sqs;

import io.isobar.pipeline.InvalidSetting;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The queue that telemetry is taken from.
 *
 * @param queue its URL or its ARN; empty for none
 * @param topic of the messages that do not name theirs
 * @param connections how many requests for messages are made at the same time, 1 to 16
 */
@ConfigurationProperties(prefix = "isobar.sqs-telemetry", ignoreUnknownFields = false)
record SqsTelemetryProperties(
        @DefaultValue("") String queue,
        @DefaultValue("/pressure/data") String topic,
        @DefaultValue("2") int connections) {

    private static final String QUEUE = "isobar.sqs-telemetry.queue";

    SqsTelemetryProperties {
        if (!queue.isEmpty()) QueueAddress.of(QUEUE, queue, "");
        if (!Envelope.isTopic(topic)) {
            throw new InvalidSetting("isobar.sqs-telemetry.topic", topic, "a topic without + and #");
        }
        if (connections < 1 || connections > 16) {
            throw new InvalidSetting("isobar.sqs-telemetry.connections", connections, "a whole number from 1 to 16");
        }
    }

    /** @param awsEndpoint the URL of a stand-in for AWS; empty for AWS itself */
    QueueAddress address(String awsEndpoint) {
        return QueueAddress.of(QUEUE, queue, awsEndpoint);
    }
}
