package io.isobar.inbox;

import io.isobar.mqtt.TopicName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Tells of messages that were stored, on {@code notification/{uuid}}: {@code {"uuid":"…","messageId":"…"}}, QoS 1. A hint and no
 * promise: without a connection to the broker, and of a device whose name is no level of a topic, nobody is told.
 */
final class Notifications implements Consumer<StoredMessage> {

    private static final JsonMapper JSON = new JsonMapper();

    private final BiConsumer<String, byte[]> publisher;
    private final Counter sent;
    private final Counter unsent;

    /** @param publisher throws IllegalStateException for what it cannot publish now */
    Notifications(BiConsumer<String, byte[]> publisher, MeterRegistry registry) {
        this.publisher = publisher;
        this.sent = counter("sent", registry);
        this.unsent = counter("unsent", registry);
    }

    @Override
    public void accept(StoredMessage message) {
        if (!TopicName.isLevel(message.uuid())) {
            unsent.increment();
            return;
        }
        byte[] payload = JSON.writeValueAsBytes(JsonNodeFactory.instance
                .objectNode()
                .put(StoredMessage.UUID, message.uuid())
                .put(StoredMessage.MESSAGE_ID, message.messageId()));
        try {
            publisher.accept("notification/" + message.uuid(), payload);
            sent.increment();
        } catch (IllegalStateException notNow) {
            unsent.increment();
        }
    }

    private static Counter counter(String result, MeterRegistry registry) {
        return Counter.builder("isobar.inbox.notifications")
                .description("Messages that were stored, by whether anybody could be told")
                .tag("result", result)
                .register(registry);
    }
}
