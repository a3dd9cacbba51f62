package io.isobar.mqtt;

import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.RetryPolicy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a broker that is made, subscribed and made again for as long as it is open, by one thread of its own; each
 * time as a new {@link MqttSession}.
 *
 * <p>The broker may send as many messages ahead as there is room for: the receive maximum is told anew with each CONNECT, and
 * while there is no room at all no connection is made.
 */
final class MqttConnection implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);
    private static final RetryPolicy RETRY = new RetryPolicy(Duration.ofMillis(200), Duration.ofSeconds(10));

    private static final Duration LASTING = Duration.ofSeconds(10);
    private static final MqttSession.Handler NOBODY = (session, topic, payload, replyTo, acknowledgement) -> {};

    private final ConnectSettings settings;
    private final MqttSession.Factory sessions;
    private final int receiveMaximum;
    private final Subscription subscription;
    private final PeerState state;
    private final Thread thread;
    private final CountDownLatch firstReady = new CountDownLatch(1);

    private MqttSession.Handler handler = NOBODY;
    private IntSupplier room = () -> Integer.MAX_VALUE;
    private volatile MqttSession session;
    private volatile boolean ready;
    private volatile boolean paused;
    private boolean hadSession;

    /**
     * Does no I/O.
     *
     * @param receiveMaximum the most messages that are ever asked for ahead of their acknowledgement
     * @param state told of each connection that fails or works
     * @throws IllegalArgumentException if the URL is none
     */
    MqttConnection(
            ConnectSettings settings,
            MqttSession.Factory sessions,
            int receiveMaximum,
            Subscription subscription,
            PeerState state) {
        this.settings = settings;
        this.sessions = sessions;
        this.receiveMaximum = receiveMaximum;
        this.subscription = subscription;
        this.state = state;
        this.session = sessions.session(settings, NOBODY);
        this.thread = new Thread(this::run, "isobar-mqtt-" + settings.clientId());
    }

    /** Connects, for publishing alone. */
    void start() {
        thread.start();
    }

    /**
     * Connects and hands over messages.
     *
     * @param handler takes each message; they can come before the subscription is confirmed, of a resumed session
     * @param room how many more messages can be taken now
     */
    void start(MqttSession.Handler handler, IntSupplier room) {
        this.handler = (session, topic, payload, replyTo, acknowledgement) -> {
            if (!paused) handler.handle(session, topic, payload, replyTo, acknowledgement);
        };
        this.room = room;
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

    ConnectSettings settings() {
        return settings;
    }

    /** The newest of its sessions. */
    MqttSession session() {
        return session;
    }

    /**
     * Takes no more messages. The broker keeps them for the session; a session that ends with its connection unsubscribes
     * instead, so that the broker sends them to others of the group, and still takes what is on its way.
     */
    void pause() {
        if (!subscription.isNone() && settings.cleanStart() && ready) {
            session.unsubscribe(subscription.filters());
        } else {
            paused = true;
        }
    }

    /** Sends the acknowledgements that wait, disconnects, and keeps the session at the broker. */
    @Override
    public void close() throws InterruptedException {
        paused = true;
        thread.interrupt();
        thread.join();
    }

    private void run() {
        try {
            for (int failures = 1; ; failures++) {
                long start = System.nanoTime();
                boolean connected = tryConnection();
                // One that is lost at once is as bad as none: two clients of one id take the session from each other.
                if (connected && System.nanoTime() - start > LASTING.toNanos()) failures = 1;
                Thread.sleep(RETRY.delay(failures, ThreadLocalRandom.current()));
            }
        } catch (InterruptedException closing) {
            session.disconnect();
        }
    }

    /** Returns when the connection is lost, true, or could not be made and subscribed, false. */
    private boolean tryConnection() throws InterruptedException {
        int free = room.getAsInt();
        if (free < 1) {
            state.failed("no room for more messages until some are written");
            return false;
        }
        try {
            session = sessions.session(settings, handler);
            connect(Math.min(receiveMaximum, free));
            ready = true;
            firstReady.countDown();
            String why = session.awaitEnd();
            state.failed("connection lost: " + why);
            return true;
        } catch (MqttFailure | RuntimeException e) {
            // Whatever it was, such as no file descriptor left, the next attempt may work.
            state.failed("cannot connect: " + why(e));
            session.drop();
            return false;
        } finally {
            ready = false;
        }
    }

    private String why(Throwable failure) {
        String why = MqttFailure.reason(failure);
        return settings.isTls() ? settings.tls().reason(failure, why) : why;
    }

    private void connect(int ahead) throws MqttFailure, InterruptedException {
        boolean resumed = session.connect(ahead);
        if (hadSession && !resumed && !settings.cleanStart()) {
            log.warn(
                    "{} has lost the session of {}, and with it what it had queued for it",
                    settings.url(),
                    settings.clientId());
        }
        if (!subscription.isNone()) session.subscribe(subscription);
        hadSession = true;
        state.works();
        log.info("connected to {} as {}{}", settings.url(), settings.clientId(), subscribed());
    }

    private String subscribed() {
        if (subscription.isNone()) return "";
        return subscription.filters().stream()
                .map(TopicFilter::text)
                .collect(Collectors.joining(", ", ", subscribed to ", ""));
    }
}
