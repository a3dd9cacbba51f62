package io.isobar.mqtt;

import io.isobar.pipeline.Acknowledgement;
import io.isobar.pipeline.ArrivalClock;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Intake;
import io.isobar.pipeline.PeerState;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MQTT side of a flow: every message of every connection goes as a {@link Delivery} into the intake, on the thread that reads
 * it, and is acknowledged when the intake says that it is safe.
 *
 * <p>Stopping pauses the connections, waits until what was taken is safe, and disconnects; the sessions stay with the broker.
 */
public final class MqttSource {

    /** Makes sources that use the broker settings of the service, each with a session of its own. */
    @FunctionalInterface
    public interface Factory {

        /**
         * @param suffix appended to the client id
         * @param settings that a person should look at whose broker refuses the subscription
         */
        MqttSource source(String suffix, Intake intake, String settings);
    }

    /** What the messages of a connection go through before they are taken. */
    interface Shell {

        Shell NONE = (connection, handler) -> handler;

        MqttSession.Handler around(MqttConnection connection, MqttSession.Handler handler);
    }

    private static final Logger log = LoggerFactory.getLogger(MqttSource.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(5);

    private final List<MqttConnection> connections;
    private final Duration patience;
    private final Intake intake;
    private final ArrivalClock clock;
    private final Shell shell;
    private final PeerState state;

    /**
     * @param keepAlive of the connections
     * @param state that they tell how they are
     */
    MqttSource(
            List<MqttConnection> connections,
            Duration keepAlive,
            Intake intake,
            ArrivalClock clock,
            Shell shell,
            PeerState state) {
        this.patience = Collections.min(List.of(MOST_PATIENCE, keepAlive.dividedBy(2)));
        this.connections = List.copyOf(connections);
        this.intake = intake;
        this.clock = clock;
        this.shell = shell;
        this.state = state;
    }

    public void start() {
        MqttSession.Handler toIntake = this::take;
        connections.forEach(connection -> connection.start(shell.around(connection, toIntake), this::room));
    }

    /** How many messages a connection that is made now may be sent ahead: it shares what is free with the others. */
    private int room() {
        int free = intake.room();
        return free == 0 ? 0 : Math.max(1, free / connections.size());
    }

    /**
     * Brokers may send more than the receive maximum: mosquitto 2.0.11 does while acknowledgements come in, and sends all
     * that was on its way again when it resumes a session. So the thread that reads waits for room, for so long that the
     * connection stays alive. What finds none until then is delivered again by a new connection, which is made when there
     * is room.
     */
    private void take(
            MqttSession session,
            String topic,
            byte[] payload,
            @Nullable ReplyTo replyTo,
            Acknowledgement acknowledgement) {
        if (session.isRefusing()) return;
        session.taken();
        Delivery delivery = new Delivery(topic, payload, clock.epochNanos(), acknowledgement);
        try {
            if (intake.accept(delivery, patience)) return;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        session.untaken("no room for more messages until some are written");
    }

    /** Takes nothing more, waits for some seconds until what was taken is safe, and disconnects. */
    public void stop() throws InterruptedException {
        connections.forEach(MqttConnection::pause);
        if (!intake.drain(DRAIN)) log.warn("not everything could be written; the rest will be delivered again");
        for (MqttConnection connection : connections) connection.close();
    }

    /** Connected and subscribed. */
    public boolean isReady() {
        return connections.stream().allMatch(MqttConnection::isReady);
    }

    /** Why there is no connection. */
    public Optional<String> failure() {
        return state.failure();
    }
}
