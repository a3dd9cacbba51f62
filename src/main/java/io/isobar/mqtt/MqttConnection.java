package io.isobar.mqtt;

import io.isobar.pipeline.Acknowledgement;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.RetryPolicy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttAsyncClient;
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
 * One connection to a broker that is made, subscribed and made again for as long as it is open, by one thread of its own.
 *
 * <p>Paho's callback thread delivers the messages; whatever blocks it stops the keep-alive too. Subscribing happens on the
 * own thread and without a listener per subscription: waiting for the SUBACK on the callback thread stands still until it
 * times out when a resumed session has messages queued, for the SUBACK arrives behind them.
 *
 * <p>An acknowledgement holds for the connection that its message came by. A packet identifier means another message on the
 * next connection, so a late acknowledgement is dropped; the broker delivers that message again.
 */
final class MqttConnection implements MqttCallback, AutoCloseable {

    /** Takes a message on the callback thread. An exception would end the connection, so it must not throw. */
    interface Handler {
        void handle(String topic, MqttMessage message);
    }

    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final RetryPolicy RETRY = new RetryPolicy(Duration.ofMillis(200), Duration.ofSeconds(10));
    private static final int REFUSED = 0x80;

    private final MqttAsyncClient client;
    private final MqttConnectionOptions options;
    private final @Nullable TopicFilter filter;
    private final PeerState state;
    private final Thread thread;
    private final Object epochLock = new Object();
    private final CountDownLatch firstReady = new CountDownLatch(1);

    private volatile @Nullable Handler handler;
    private volatile CountDownLatch lost = new CountDownLatch(0);
    private volatile boolean ready;
    private volatile boolean paused;
    private volatile long epoch;

    /**
     * Does no I/O.
     *
     * @param filter what to subscribe to, or null to subscribe to nothing
     * @param state told of each connection that fails or works
     */
    MqttConnection(
            String url, String clientId, MqttConnectionOptions options, @Nullable TopicFilter filter, PeerState state)
            throws MqttException {
        this.client = new MqttAsyncClient(url, clientId, new MemoryPersistence());
        this.client.setManualAcks(true);
        this.client.setCallback(this);
        this.options = options;
        this.filter = filter;
        this.state = state;
        this.thread = new Thread(this::run, "isobar-mqtt-" + clientId);
    }

    /** @param handler takes each message; messages can come before the subscription is confirmed, of a resumed session */
    void start(Handler handler) {
        this.handler = handler;
        thread.start();
    }

    /** Connected, and subscribed if there is something to subscribe to. */
    boolean isReady() {
        return ready;
    }

    /** Waits until it was ready for the first time; false if that takes longer than the given time. */
    boolean awaitReady(Duration patience) throws InterruptedException {
        return firstReady.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    IMqttAsyncClient client() {
        return client;
    }

    MqttConnectionOptions options() {
        return options;
    }

    /** Which of the connections, in their order, messages come by now. */
    long epoch() {
        return epoch;
    }

    /** Acknowledges a message that came by the given connection, if that one still lasts. */
    void acknowledge(long epochOfMessage, Acknowledgement acknowledgement) {
        synchronized (epochLock) {
            if (epoch != epochOfMessage) return;
            try {
                acknowledgement.acknowledge();
            } catch (IllegalStateException goingDown) {
                // The connection is about to end, and the broker to deliver the message again.
            }
        }
    }

    /** @throws MqttException if the message cannot be handed to the broker now */
    void publish(String topic, byte[] payload, int qos) throws MqttException {
        client.publish(topic, payload, qos, false);
    }

    /** From now on messages are left unhandled and unacknowledged; the broker keeps them for the session. */
    void pause() {
        paused = true;
    }

    /** Sends the acknowledgements that wait, disconnects, and keeps the session. */
    @Override
    public void close() throws InterruptedException {
        paused = true;
        thread.interrupt();
        thread.join();
    }

    private void run() {
        try {
            for (int failures = 1; ; failures++) {
                if (tryConnection()) failures = 1;
                dropConnection();
                Thread.sleep(RETRY.delay(failures, ThreadLocalRandom.current()));
            }
        } catch (InterruptedException closing) {
            disconnect();
        }
    }

    /** Returns when the connection is lost, true, or could not be made and subscribed, false. */
    private boolean tryConnection() throws InterruptedException {
        try {
            nextEpoch();
            lost = new CountDownLatch(1);
            client.connect(options).waitForCompletion(PATIENCE.toMillis());
            subscribe();
            state.works();
            String subscription = filter == null ? "" : ", subscribed to " + filter;
            log.info("connected to {} as {}{}", client.getServerURI(), client.getClientId(), subscription);
            ready = true;
            firstReady.countDown();
            lost.await();
            return true;
        } catch (MqttException e) {
            if (e.getCause() instanceof InterruptedException) throw new InterruptedException();
            state.failed("cannot connect: " + reason(e));
            return false;
        } finally {
            ready = false;
        }
    }

    private void subscribe() throws MqttException {
        if (filter == null) return;
        MqttSubscription[] subscriptions = {new MqttSubscription(filter.text(), 1)};
        IMqttToken answer = client.subscribe(subscriptions, null, null, new MqttProperties());
        answer.waitForCompletion(PATIENCE.toMillis());
        int code = answer.getReasonCodes()[0];
        if (code >= REFUSED) throw new MqttException(code, new Refused(filter, code));
    }

    private void nextEpoch() {
        synchronized (epochLock) {
            epoch++;
        }
    }

    private void dropConnection() {
        try {
            client.disconnectForcibly(0, 0, false);
        } catch (MqttException alreadyDown) {
            // What was wanted.
        }
    }

    private void disconnect() {
        try {
            client.disconnect(PATIENCE.toMillis()).waitForCompletion(PATIENCE.toMillis());
        } catch (MqttException notConnected) {
            dropConnection();
        }
        try {
            client.close(true);
        } catch (MqttException e) {
            state.failed("cannot close: " + reason(e));
        }
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        Handler taker = handler;
        if (!paused && taker != null) taker.handle(topic, message);
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        nextEpoch();
        ready = false;
        if (!paused) state.failed("connection lost: " + reason(response));
        lost.countDown();
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
        state.failed("protocol error: " + reason(exception));
    }

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}

    private static String reason(MqttDisconnectResponse response) {
        MqttException exception = response.getException();
        if (exception != null) return reason(exception);
        return "the broker closed it with reason code 0x%02x".formatted(response.getReturnCode());
    }

    private static String reason(MqttException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        Refused(TopicFilter filter, int code) {
            super("the broker refuses the subscription to '%s' with reason code 0x%02x (see isobar.mqtt.topic)"
                    .formatted(filter, code));
        }
    }
}
