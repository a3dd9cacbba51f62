package io.isobar.mqtt;

import java.time.Duration;
import java.util.function.BiConsumer;

/** Publishes messages at QoS 1. Thread-safe; never waits for the broker's acknowledgement. */
public final class MqttPublisher implements BiConsumer<String, byte[]>, AutoCloseable {

    /** Makes publishers that use the broker settings of the service, each with a clean session of its own. */
    @FunctionalInterface
    public interface Factory {

        /** @param suffix appended to the client id */
        MqttPublisher publisher(String suffix);
    }

    private final MqttConnection connection;

    MqttPublisher(MqttConnection connection) {
        this.connection = connection;
    }

    public void start() {
        connection.start();
    }

    /** Waits until there is a connection; false if that takes longer than the given time. */
    public boolean awaitConnection(Duration patience) throws InterruptedException {
        return connection.awaitReady(patience);
    }

    /** @throws IllegalStateException if there is no connection now: the message is not sent */
    @Override
    public void accept(String topic, byte[] payload) {
        try {
            connection.session().publish(topic, payload);
        } catch (MqttFailure e) {
            throw new IllegalStateException("cannot publish to " + topic + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        connection.close();
    }
}
