package io.isobar.mqtt;

import io.isobar.pipeline.Acknowledgement;
import io.isobar.pipeline.NoDelaySockets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClientException;
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
 * A session by Eclipse Paho, in the way that Spring Integration's adapter wants it.
 *
 * <p>Its client is never used a second time: after an attempt that timed out it may send the CONNECT of that attempt too, for
 * which mosquitto throws away the session. Subscribing happens without a listener per subscription, and never on the callback
 * thread: there the SUBACK would be waited for behind the queue of a resumed session, which that thread should take.
 */
final class PahoSession extends MqttSession implements MqttCallback {

    /** A message as the adapter passes it on, with what it is acknowledged by. */
    static final class Arrived extends MqttMessage implements Acknowledgement {

        private final String topic;
        private final PahoSession session;

        private Arrived(String topic, MqttMessage message, PahoSession session) {
            super(message.getPayload(), message.getQos(), message.isRetained(), message.getProperties());
            setId(message.getId());
            setDuplicate(message.isDuplicate());
            this.topic = topic;
            this.session = session;
        }

        String topic() {
            return topic;
        }

        PahoSession session() {
            return session;
        }

        @Nullable
        ReplyTo replyTo() {
            MqttProperties properties = getProperties();
            if (properties == null) return null;
            String replyTopic = properties.getResponseTopic();
            byte[] correlation = properties.getCorrelationData();
            return replyTopic == null && correlation == null ? null : new ReplyTo(replyTopic, correlation);
        }

        @Override
        public void acknowledge() {
            session.acknowledge(this);
        }
    }

    private static final Logger log = LoggerFactory.getLogger(PahoSession.class);
    /** Of the broker; the client's own are above. */
    private static final int LAST_REASON = 0xff;

    private static final int MOST_OPEN = 65_535;
    /** By MQTT 5, section 3.8.3.1. */
    private static final int SEND_RETAINED_ONCE = 1;

    private static final int SEND_NO_RETAINED = 2;
    private static final Duration POLL = Duration.ofMillis(5);

    private final MqttAsyncClient client;
    private final MqttConnectionOptions options;
    private final Handler handler;
    private volatile int longestPacket = LONGEST_PACKET;
    private volatile Semaphore mayPublish = new Semaphore(MOST_OPEN);

    PahoSession(ConnectSettings settings, Handler handler) {
        try {
            this.client = new MqttAsyncClient(settings.url(), settings.clientId(), new MemoryPersistence());
        } catch (MqttException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        this.client.setManualAcks(true);
        this.client.setCallback(this);
        this.options = options(settings);
        this.handler = handler;
    }

    private static MqttConnectionOptions options(ConnectSettings settings) {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setServerURIs(new String[] {settings.url()});
        options.setAutomaticReconnect(false);
        options.setCleanStart(settings.cleanStart());
        options.setSessionExpiryInterval(settings.sessionExpiry().toSeconds());
        options.setKeepAliveInterval((int) settings.keepAlive().toSeconds());
        options.setConnectionTimeout(10);
        if (!settings.username().isEmpty()) options.setUserName(settings.username());
        if (!settings.password().isEmpty()) {
            options.setPassword(settings.password().value().getBytes(StandardCharsets.UTF_8));
        }
        options.setSocketFactory(
                settings.isTls() ? NoDelaySockets.tls(settings.tls()::context) : NoDelaySockets.plain());
        return options;
    }

    MqttAsyncClient client() {
        return client;
    }

    MqttConnectionOptions options() {
        return options;
    }

    @Override
    boolean connect(int receiveMaximum) throws MqttFailure, InterruptedException {
        options.setReceiveMaximum(receiveMaximum);
        try {
            IMqttToken answer = answer(client.connect(options));
            MqttProperties told = answer.getResponseProperties();
            Long longest = told == null ? null : told.getMaximumPacketSize();
            if (longest != null) longestPacket = (int) Math.min(longest, LONGEST_PACKET);
            Integer ahead = told == null ? null : told.getReceiveMaximum();
            // The client itself sends more than the broker takes.
            if (ahead != null) mayPublish = new Semaphore(ahead);
            return answer.getSessionPresent();
        } catch (MqttException e) {
            throw failure(e);
        }
    }

    @Override
    void subscribe(Subscription subscription) throws MqttFailure, InterruptedException {
        MqttSubscription[] subscriptions = subscription.filters().stream()
                .map(filter -> new MqttSubscription(filter.text(), 1))
                .toArray(MqttSubscription[]::new);
        for (MqttSubscription each : subscriptions) {
            each.setRetainHandling(subscription.retained() ? SEND_RETAINED_ONCE : SEND_NO_RETAINED);
        }
        try {
            IMqttToken request = client.subscribe(subscriptions, null, null, new MqttProperties());
            awaitBehindMessages(request);
            request.waitForCompletion(POLL.toMillis());
            int[] codes = request.getReasonCodes();
            subscription.checkGranted(Arrays.stream(codes).boxed().toList());
        } catch (MqttException e) {
            throw failure(e);
        }
    }

    /** By looking again and again, for a token that was waited for in vain never tells anything else. */
    private void awaitBehindMessages(IMqttToken request) throws InterruptedException {
        long asked = System.nanoTime();
        while (!request.isComplete() && !hasEnded() && !isOverdue(asked)) Thread.sleep(POLL);
    }

    private static IMqttToken answer(IMqttToken request) throws MqttException {
        request.waitForCompletion(PATIENCE.toMillis());
        return request;
    }

    private static MqttFailure failure(MqttException e) throws InterruptedException {
        if (e.getCause() instanceof InterruptedException) throw new InterruptedException();
        return new MqttFailure(MqttFailure.reason(e), e);
    }

    @Override
    void unsubscribe(List<TopicFilter> filters) {
        try {
            answer(client.unsubscribe(filters.stream().map(TopicFilter::text).toArray(String[]::new)));
        } catch (MqttException | RuntimeException notConnected) {
            log.debug("not unsubscribed: {}", notConnected.toString());
        }
    }

    @Override
    void publish(String topic, byte[] payload) throws MqttFailure {
        try {
            client.publish(topic, payload, 1, false);
        } catch (MqttException e) {
            throw new MqttFailure(MqttFailure.reason(e));
        }
    }

    @Override
    boolean hand(String topic, byte[] payload, byte @Nullable [] correlation) throws MqttFailure, InterruptedException {
        MqttMessage message = new MqttMessage(payload, 1, false, new MqttProperties());
        if (correlation != null) message.getProperties().setCorrelationData(correlation);
        Semaphore places = mayPublish;
        if (!places.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new MqttFailure("too many messages are not acknowledged");
        }
        try {
            int[] codes = answer(publish(topic, message)).getReasonCodes();
            return codes == null || Arrays.stream(codes).allMatch(code -> code < REFUSED);
        } catch (MqttException e) {
            if (e.getReasonCode() >= REFUSED && e.getReasonCode() <= LAST_REASON) return false;
            throw failure(e);
        } finally {
            places.release();
        }
    }

    /** The client counts a message as on its way for a moment longer than it takes to say that the broker has it. */
    private IMqttToken publish(String topic, MqttMessage message) throws MqttException, InterruptedException {
        for (long start = System.nanoTime(); ; Thread.sleep(1)) {
            try {
                return client.publish(topic, message);
            } catch (MqttException e) {
                boolean full = e.getReasonCode() == MqttClientException.REASON_CODE_MAX_INFLIGHT;
                if (!full || System.nanoTime() - start > PATIENCE.toNanos()) throw e;
            }
        }
    }

    @Override
    int longestPacket() {
        return longestPacket;
    }

    private void acknowledge(MqttMessage message) {
        try {
            if (!hasEnded()) client.messageArrivedComplete(message.getId(), message.getQos());
        } catch (MqttException | RuntimeException down) {
            log.debug("the broker will deliver a message again: {}", down.toString());
        }
        acknowledged();
    }

    @Override
    void disconnect() {
        try {
            answer(client.disconnect(PATIENCE.toMillis()));
        } catch (MqttException | RuntimeException notConnected) {
            log.debug("not disconnected: {}", notConnected.toString());
        }
        drop();
    }

    @Override
    void close() {
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
        Arrived arrived = new Arrived(topic, message, this);
        handler.handle(this, topic, message.getPayload(), arrived.replyTo(), arrived);
        handed(System.nanoTime());
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        MqttException exception = response.getException();
        end(
                exception == null
                        ? MqttFailure.disconnected(response.getReturnCode(), client.getClientId())
                        : MqttFailure.reason(exception));
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
        log.warn("the broker breaks the rules of MQTT: {}", MqttFailure.reason(exception));
    }

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
}
