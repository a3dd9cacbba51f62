package io.isobar.mqtt;

import io.isobar.pipeline.Acknowledgement;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Intake;
import io.isobar.pipeline.StartOrder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.context.IntegrationFlowContext;
import org.springframework.integration.mqtt.inbound.Mqttv5PahoMessageDrivenChannelAdapter;
import org.springframework.messaging.MessageHandler;

/**
 * The MQTT side of the telemetry flow: Spring Integration's inbound adapter, one for each connection, from which every message
 * goes as a {@link Delivery} into the intake, on the connection's callback thread. It is acknowledged by hand, when the intake
 * says that it is safe.
 *
 * <p>Each connection may have its share of what the intake can hold, the messages of its earlier sessions included. The adapters
 * neither connect nor subscribe, see {@link MqttConnection}. Stopping pauses the connections, waits until what was taken is
 * safe, and disconnects; the sessions stay with the broker.
 */
final class MqttInboundFlow {

    private static final Logger log = LoggerFactory.getLogger(MqttInboundFlow.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final String[] NO_TOPICS = {};

    private final List<MqttConnection> connections;
    private final Intake intake;
    private final InstantSource clock;
    private final IntegrationFlowContext flows;

    MqttInboundFlow(
            List<MqttConnection> connections, Intake intake, InstantSource clock, IntegrationFlowContext flows) {
        this.connections = List.copyOf(connections);
        this.intake = intake;
        this.clock = clock;
        this.flows = flows;
    }

    void start() {
        connections.forEach(this::start);
    }

    private void start(MqttConnection connection) {
        var adapter = new Mqttv5PahoMessageDrivenChannelAdapter(new AdapterClientFlow(connection), NO_TOPICS);
        adapter.setAutoStartup(false);
        adapter.setPayloadType(MqttMessage.class);
        // Stopped after this flow: a connected adapter would unsubscribe when it stops.
        adapter.setPhase(StartOrder.SOURCES - 1);
        Share share = new Share(intake.capacity() / connections.size());
        MessageHandler toIntake = message -> take((MqttSession.Arrived) message.getPayload(), share);
        flows.registration(IntegrationFlow.from(adapter).handle(toIntake).get())
                .id("isobar-" + connection.clientId())
                .autoStartup(true)
                .register();
        adapter.start();
        connection.start(arrived -> adapter.messageArrived(arrived.topic(), arrived), () -> room(share));
    }

    /** What one connection may have open, and has. */
    private static final class Share {

        private final int most;
        private final AtomicInteger open = new AtomicInteger();
        private volatile boolean cautious;

        Share(int most) {
            this.most = most;
        }
    }

    /**
     * Half of what is free: when mosquitto resumes a session it sends all that was on its way before, whatever receive maximum
     * it is told, while some of that may still be open here.
     */
    private int room(Share share) {
        int free = share.most - share.open.get();
        return (share.cautious ? Math.min(free, intake.room()) : free) / 2;
    }

    /**
     * What there is no room for is delivered again by a new connection, which is made when there is. That happens where
     * messages are so long that the room runs out before the receive maximum, so from then on that is told as if each of them
     * were as long as can be; or at QoS 0, which has no receive maximum (and no second delivery either).
     */
    private void take(MqttSession.Arrived arrived, Share share) {
        Acknowledgement acknowledgement = () -> {
            share.open.decrementAndGet();
            arrived.session().acknowledge(arrived);
        };
        if (arrived.session().isRefusing()) return;
        share.open.incrementAndGet();
        arrived.session().taken();
        Delivery delivery = new Delivery(arrived.topic(), arrived.getPayload(), clock.instant(), acknowledgement);
        if (intake.accept(delivery)) return;
        share.cautious = true;
        share.open.decrementAndGet();
        arrived.session().untaken("no room for more messages until some are written");
    }

    void stop() throws InterruptedException {
        connections.forEach(MqttConnection::pause);
        if (!intake.drain(DRAIN)) log.warn("not everything could be written; the rest will be delivered again");
        for (MqttConnection connection : connections) connection.close();
    }

    boolean isReady() {
        return connections.stream().allMatch(MqttConnection::isReady);
    }
}
