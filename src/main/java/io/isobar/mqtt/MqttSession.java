package io.isobar.mqtt;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client from its CONNECT to the end of that connection; never used a second time.
 *
 * <p>A packet identifier means another message on the next connection, so a message is acknowledged to the client that it came
 * by, and after the end of that one not at all: the broker delivers it again. And a client that is used again after an attempt
 * that timed out may send the CONNECT of that attempt too, for which mosquitto throws away the session.
 *
 * <p>Subscribing happens without a listener per subscription, and never on the callback thread: there the SUBACK would be
 * waited for behind the queue of a resumed session, which that thread should take.
 */
final class MqttSession implements MqttCallback {

    /**
     * Takes a message on the callback thread. An exception would end the connection, so it must not throw; nor may it wait for
     * longer than half the keep-alive, for until it returns no answer to a PING is read.
     */
    interface Handler {
        void handle(Arrived arrived);
    }

    /** A message and the session that it came by. */
    static final class Arrived extends MqttMessage {

        private final String topic;
        private final MqttSession session;

        Arrived(String topic, MqttMessage message, MqttSession session) {
            super(message.getPayload(), message.getQos(), message.isRetained(), message.getProperties());
            setId(message.getId());
            setDuplicate(message.isDuplicate());
            this.topic = topic;
            this.session = session;
        }

        String topic() {
            return topic;
        }

        MqttSession session() {
            return session;
        }
    }

    private static final Logger log = LoggerFactory.getLogger(MqttSession.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int REFUSED = 0x80;
    private static final int TAKEN_OVER = 0x8e;

    private final MqttAsyncClient client;
    private final Handler handler;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger open = new AtomicInteger();
    private volatile @Nullable String refusal;
    private volatile String end = "closed by Isobar";

    MqttSession(String url, String clientId, Handler handler) throws MqttException {
        this.client = new MqttAsyncClient(url, clientId, new MemoryPersistence());
        this.client.setManualAcks(true);
        this.client.setCallback(this);
        this.handler = handler;
    }

    MqttAsyncClient client() {
        return client;
    }

    /**
     * @param receiveMaximum how many messages the broker may send ahead of their acknowledgement
     * @return whether the broker still had the session of an earlier connection
     */
    boolean connect(MqttConnectionOptions options, int receiveMaximum) throws MqttException {
        options.setReceiveMaximum(receiveMaximum);
        IMqttToken answer = client.connect(options);
        answer.waitForCompletion(PATIENCE.toMillis());
        return answer.getSessionPresent();
    }

    /** @throws MqttException if any of them is refused */
    void subscribe(List<TopicFilter> filters) throws MqttException {
        MqttSubscription[] subscriptions = filters.stream()
                .map(filter -> new MqttSubscription(filter.text(), 1))
                .toArray(MqttSubscription[]::new);
        IMqttToken answer = client.subscribe(subscriptions, null, null, new MqttProperties());
        answer.waitForCompletion(PATIENCE.toMillis());
        int[] codes = answer.getReasonCodes();
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] >= REFUSED) throw new MqttException(codes[i], new Refused(filters.get(i), codes[i]));
        }
    }

    /** Asks for no more messages; those that are on their way still come. */
    void unsubscribe(List<TopicFilter> filters) {
        try {
            String[] texts = filters.stream().map(TopicFilter::text).toArray(String[]::new);
            client.unsubscribe(texts).waitForCompletion(PATIENCE.toMillis());
        } catch (MqttException | RuntimeException notConnected) {
            log.debug("not unsubscribed: {}", notConnected.toString());
        }
    }

    /** @throws MqttException if the message cannot be handed to the broker now */
    void publish(String topic, byte[] payload, int qos) throws MqttException {
        client.publish(topic, payload, qos, false);
    }

    /** Counts a message that was taken and will be acknowledged. */
    void taken() {
        open.incrementAndGet();
    }

    /**
     * Takes back {@link #taken} of a message that there is no room for, and takes nothing more. Ends when all that was taken is
     * acknowledged: ended at once, what was taken would be delivered again, and leave no room again.
     */
    void untaken(String why) {
        refusal = why;
        if (open.decrementAndGet() == 0) end(why);
    }

    boolean isRefusing() {
        return refusal != null;
    }

    /** Acknowledges a message that came by this session; tells nobody once the connection is down. */
    void acknowledge(MqttMessage message) {
        try {
            if (ended.getCount() > 0) client.messageArrivedComplete(message.getId(), message.getQos());
        } catch (MqttException | RuntimeException down) {
            log.debug("the broker will deliver a message again: {}", down.toString());
        }
        String why = refusal;
        if (open.decrementAndGet() == 0 && why != null) end(why);
    }

    /** Waits until the connection is down; says why it is. */
    String awaitEnd() throws InterruptedException {
        ended.await();
        drop();
        return end;
    }

    /** Ends the connection from within, so that the broker delivers again what is not acknowledged. Does not wait. */
    void end(String why) {
        end = why;
        ended.countDown();
    }

    /** Sends the acknowledgements that wait, and disconnects. */
    void disconnect() {
        try {
            client.disconnect(PATIENCE.toMillis()).waitForCompletion(PATIENCE.toMillis());
        } catch (MqttException | RuntimeException notConnected) {
            log.debug("not disconnected: {}", notConnected.toString());
        }
        drop();
    }

    /** Lets go of the network and of all threads. */
    void drop() {
        try {
            client.disconnectForcibly(0, 0, false);
        } catch (MqttException | RuntimeException alreadyDown) {
            log.debug("already down: {}", alreadyDown.toString());
        }
        try {
            client.close(true);
        } catch (MqttException | RuntimeException e) {
            log.debug("not closed: {}", e.toString());
        }
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        handler.handle(new Arrived(topic, message, this));
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        MqttException exception = response.getException();
        String code = response.getReturnCode() == TAKEN_OVER
                ? "another client has connected as %s (see isobar.mqtt.client-id)".formatted(client.getClientId())
                : "the broker closed it with reason code 0x%02x".formatted(response.getReturnCode());
        end(exception == null ? code : reason(exception));
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
        log.warn("the broker breaks the rules of MQTT: {}", reason(exception));
    }

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}

    static String reason(MqttException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        Refused(TopicFilter filter, int code) {
            super(("the broker refuses the subscription to '%s' with reason code 0x%02x"
                            + " (see isobar.mqtt.topic and isobar.telemetry.routes)")
                    .formatted(filter, code));
        }
    }
}
