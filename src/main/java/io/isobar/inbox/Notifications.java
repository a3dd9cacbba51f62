package io.isobar.inbox;

import io.isobar.mqtt.TopicName;
import io.isobar.pipeline.RetryPolicy;
import io.isobar.pipeline.Worker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Tells of messages that were stored, on {@code notification/{uuid}}: {@code {"uuid":"…","messageId":"…"}}, QoS 1. A hint and no
 * promise: what the broker does not take within some seconds, or comes while too many wait for that, and a device whose name is no
 * level of a topic, nobody is told of. A thread of its own publishes, so that the table never waits for the broker.
 */
final class Notifications implements Consumer<StoredMessage>, AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST_WAITING = 10_000;
    private static final int TRIES = 12;
    /** Brokers take so many at a time, some no more than 20, and the next ones as soon as they have acknowledged those. */
    private static final RetryPolicy RETRY = new RetryPolicy(Duration.ofMillis(2), Duration.ofSeconds(1));

    private final BiConsumer<String, byte[]> publisher;
    private final Counter sent;
    private final Counter unsent;
    private final BlockingQueue<StoredMessage> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Worker worker = new Worker("isobar-notifications", this::run);

    /** @param publisher throws IllegalStateException for what it cannot publish now */
    Notifications(BiConsumer<String, byte[]> publisher, MeterRegistry registry) {
        this.publisher = publisher;
        this.sent = counter("sent", registry);
        this.unsent = counter("unsent", registry);
    }

    void start() {
        worker.start();
    }

    @Override
    public void accept(StoredMessage message) {
        if (!TopicName.isLevel(message.uuid()) || !waiting.offer(message)) unsent.increment();
    }

    private void run() throws InterruptedException {
        while (true) {
            StoredMessage message = waiting.take();
            try {
                tell(message);
            } catch (InterruptedException closing) {
                end(isTold(message));
                throw closing;
            }
        }
    }

    private void tell(StoredMessage message) throws InterruptedException {
        for (int tries = 1; !isTold(message); tries++) {
            if (tries == TRIES) {
                end(false);
                return;
            }
            Thread.sleep(RETRY.delay(tries, ThreadLocalRandom.current()));
        }
        end(true);
    }

    private void end(boolean told) {
        (told ? sent : unsent).increment();
    }

    private boolean isTold(StoredMessage message) {
        byte[] payload = JSON.writeValueAsBytes(JsonNodeFactory.instance
                .objectNode()
                .put(StoredMessage.UUID, message.uuid())
                .put(StoredMessage.MESSAGE_ID, message.messageId()));
        try {
            publisher.accept("notification/" + message.uuid(), payload);
            return true;
        } catch (IllegalStateException notNow) {
            return false;
        }
    }

    /** Tries once more to tell of what is left. */
    @Override
    public void close() throws InterruptedException {
        worker.close();
        for (@Nullable StoredMessage left = waiting.poll(); left != null; left = waiting.poll()) end(isTold(left));
    }

    private static Counter counter(String result, MeterRegistry registry) {
        return Counter.builder("isobar.inbox.notifications")
                .description("Messages that were stored, by whether anybody could be told")
                .tag("result", result)
                .register(registry);
    }
}
