package io.isobar.mqtt;

import io.isobar.pipeline.Acknowledgement;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Intake;
import io.isobar.pipeline.StartOrder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.integration.StaticMessageHeaderAccessor;
import org.springframework.integration.acks.SimpleAcknowledgment;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.context.IntegrationFlowContext;
import org.springframework.integration.mqtt.inbound.Mqttv5PahoMessageDrivenChannelAdapter;
import org.springframework.integration.mqtt.support.MqttHeaders;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;

/**
 * The MQTT side of the telemetry flow: Spring Integration's inbound adapter with manual acknowledgement, one for each
 * connection, from which every message goes as a {@link Delivery} into the intake, on the connection's callback thread.
 *
 * <p>The adapters neither connect nor subscribe, see {@link MqttConnection}. Stopping pauses the connections, waits until
 * what was taken is safe, and disconnects; the sessions stay with the broker.
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
        // Stopped after this flow: a connected adapter would unsubscribe when it stops.
        adapter.setPhase(StartOrder.SOURCES - 1);
        MessageHandler toIntake = message -> take(connection, message);
        flows.registration(IntegrationFlow.from(adapter).handle(toIntake).get())
                .id("isobar-" + connection.client().getClientId())
                .autoStartup(true)
                .register();
        adapter.start();
        connection.start(adapter::messageArrived);
    }

    private void take(MqttConnection connection, Message<?> message) {
        long epoch = connection.epoch();
        SimpleAcknowledgment broker = Objects.requireNonNull(StaticMessageHeaderAccessor.getAcknowledgment(message));
        Acknowledgement acknowledgement = () -> connection.acknowledge(epoch, broker::acknowledge);
        String topic = Objects.requireNonNull((String) message.getHeaders().get(MqttHeaders.RECEIVED_TOPIC));
        try {
            intake.accept(new Delivery(topic, (byte[]) message.getPayload(), clock.instant(), acknowledgement));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
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
