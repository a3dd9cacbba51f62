package io.isobar.mqtt;

import io.isobar.pipeline.Acknowledgement;
import io.isobar.pipeline.PeerState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection that requests come by and answers go out by. A request that is not acknowledged by the end of its connection is
 * delivered again, if the broker keeps the session.
 */
public final class MqttResponder implements AutoCloseable {

    /** Makes responders that use the broker settings of the service, each with a session of its own. */
    @FunctionalInterface
    public interface Factory {

        /**
         * @param suffix appended to the client id
         * @param topics filters of the requests; shared among the group if there is one
         * @param most how many requests the broker may send ahead of their acknowledgement, 1 to 65535
         */
        MqttResponder responder(String suffix, List<String> topics, int most);
    }

    /** Who takes the requests. */
    public interface Requests {

        /**
         * Takes a request, as soon as there is room for it, on the thread that reads from the broker. Meanwhile nothing is
         * read, nor is it told that the broker has an answer: there should be more room than requests are sent ahead.
         *
         * @param patience how long to wait for room
         * @return false if there was none: the request was not taken, and is delivered again by another connection
         */
        boolean accept(MqttRequest request, Duration patience) throws InterruptedException;

        /** How many more can be taken now. */
        int room();
    }

    private static final Duration MOST_PATIENCE = Duration.ofSeconds(5);
    /** The most of a PUBLISH that is neither topic nor payload nor correlation data. */
    private static final int HEAD = 5 + 2 + 2 + 4 + 3;

    private final MqttConnection connection;
    private final Duration patience;
    private final PeerState state;

    /** @param state that the connection tells how it is */
    MqttResponder(MqttConnection connection, PeerState state) {
        this.connection = connection;
        this.patience = Collections.min(
                List.of(MOST_PATIENCE, connection.settings().keepAlive().dividedBy(2)));
        this.state = state;
    }

    public void start(Requests requests) {
        connection.start(
                (session, topic, payload, replyTo, acknowledgement) ->
                        take(requests, new Arrived(session, topic, payload, replyTo, acknowledgement)),
                requests::room);
    }

    /** See {@link MqttSource}: brokers may send more than they were asked for. */
    private void take(Requests requests, Arrived request) {
        MqttSession session = request.session;
        if (session.isRefusing()) return;
        session.taken();
        try {
            if (requests.accept(request, patience)) return;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        session.untaken("no room for more requests until some are answered");
    }

    /** Connected and subscribed. */
    public boolean isReady() {
        return connection.isReady();
    }

    /** Why there is no connection. */
    public Optional<String> failure() {
        return state.failure();
    }

    /** Takes no more requests; those that were taken can still be answered. */
    public void pause() {
        connection.pause();
    }

    /** Disconnects; the broker keeps the session for as long as it was told. */
    @Override
    public void close() throws InterruptedException {
        connection.close();
    }

    private record Arrived(
            MqttSession session,
            String topic,
            byte[] payload,
            @Nullable ReplyTo replyTo,
            Acknowledgement acknowledgement)
            implements MqttRequest {

        @Override
        public boolean isOpen() {
            return !session.hasEnded();
        }

        @Override
        public Handed answer(String to, byte[] answer, byte @Nullable [] correlation) throws InterruptedException {
            int carried = correlation == null ? 0 : correlation.length;
            long length = (long) HEAD + to.getBytes(StandardCharsets.UTF_8).length + answer.length + carried;
            if (length > session.longestPacket()) return Handed.TOO_LONG;
            try {
                return session.hand(to, answer, correlation) ? Handed.TAKEN : Handed.REFUSED;
            } catch (MqttFailure e) {
                // A broker that says nothing more would keep the request for as long as the connection is up.
                session.end("an answer cannot be handed over: " + e.getMessage());
                return Handed.LOST;
            }
        }

        @Override
        public void acknowledge() {
            acknowledgement.acknowledge();
        }
    }
}
