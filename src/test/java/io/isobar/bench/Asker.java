package io.isobar.bench;

import io.isobar.pipeline.NoDelaySockets;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;

/** Asks an inbox for messages over MQTT, whether or not the last requests are answered, and measures how long each answer takes. */
final class Asker implements AutoCloseable {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final MqttAsyncClient client;

    /** When each request was published whose answer is not here, by its token. */
    private final Map<String, Long> missing = new ConcurrentHashMap<>();

    private final Queue<Double> milliseconds = new ConcurrentLinkedQueue<>();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private int tokens;

    Asker(String broker) throws MqttException {
        client = new MqttAsyncClient(broker, "asker", new MemoryPersistence());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setSocketFactory(NoDelaySockets.plain());
        client.connect(options).waitForCompletion();
        MqttSubscription[] answers = {new MqttSubscription("response/#", 1)};
        IMqttMessageListener[] listeners = {this::answered};
        client.subscribe(answers, null, null, listeners, null).waitForCompletion();
    }

    private void answered(String topic, MqttMessage answer) {
        long now = System.nanoTime();
        Long asked = missing.remove(topic.substring(topic.lastIndexOf('/') + 1));
        if (asked == null) return;
        milliseconds.add((now - asked) / 1e6);
        String text = new String(answer.getPayload(), StandardCharsets.UTF_8);
        if (!text.contains("\"body\":")) errors.add(text);
    }

    /**
     * Publishes a request on each topic, so many in a second.
     *
     * @return the milliseconds until each answer
     * @throws IllegalStateException if one is not answered, or with an error
     */
    List<Double> ask(List<String> topics, int perSecond) throws MqttException {
        milliseconds.clear();
        long begin = System.nanoTime();
        for (int i = 0; i < topics.size(); i++) {
            awaitTime(begin + i * 1_000_000_000L / perSecond);
            String token = "t" + tokens++;
            byte[] payload = ("{\"token\":\"" + token + "\"}").getBytes(StandardCharsets.UTF_8);
            missing.put(token, System.nanoTime());
            client.publish(topics.get(i), new MqttMessage(payload, 1, false, null));
        }
        long end = System.nanoTime();
        while (!missing.isEmpty() && System.nanoTime() - end < PATIENCE_NANOS) LockSupport.parkNanos(1_000_000);
        if (!missing.isEmpty()) throw new IllegalStateException(missing.size() + " requests were not answered");
        if (!errors.isEmpty()) throw new IllegalStateException("an answer is " + errors.peek());
        return List.copyOf(milliseconds);
    }

    private static void awaitTime(long nanoTime) {
        for (long rest = nanoTime - System.nanoTime(); rest > 0; rest = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(rest);
        }
    }

    @Override
    public void close() throws MqttException {
        client.disconnect().waitForCompletion();
        client.close();
    }
}
