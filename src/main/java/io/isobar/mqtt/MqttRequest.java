package io.isobar.mqtt;

import org.jspecify.annotations.Nullable;

/** A message that waits for an answer. Safe for use by any thread but the one that reads from the broker. */
public interface MqttRequest {

    /** What became of an answer. */
    enum Handed {
        /** The broker has it. */
        TAKEN,
        /** The broker does not want it: this client may not publish to its topic, above all. */
        REFUSED,
        /** It is longer than what the broker takes; nothing was sent. */
        TOO_LONG,
        /** The connection has ended, and the broker delivers the request again by the next one. */
        LOST
    }

    String topic();

    byte[] payload();

    /** Null if the request has neither a response topic nor correlation data. */
    @Nullable
    ReplyTo replyTo();

    /** Whether the connection is up that the request came by: by another it cannot be acknowledged. */
    boolean isOpen();

    /**
     * Publishes an answer at QoS 1, not retained, and waits until the broker has it.
     *
     * @param correlation the correlation data; null for none
     */
    Handed answer(String topic, byte[] payload, byte @Nullable [] correlation) throws InterruptedException;

    /** To be called once, when the request need not be delivered again. */
    void acknowledge();
}
