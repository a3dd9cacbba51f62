package io.isobar.mqtt;

import io.isobar.pipeline.StartOrder;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.context.IntegrationFlowContext;
import org.springframework.integration.mqtt.inbound.Mqttv5PahoMessageDrivenChannelAdapter;
import org.springframework.messaging.MessageHandler;

/**
 * Takes the messages of Paho through Spring Integration's inbound adapter, one for each connection, which neither connects nor
 * subscribes, see {@link MqttConnection}.
 */
final class AdapterFlow implements MqttSource.Shell {

    private static final String[] NO_TOPICS = {};

    private final IntegrationFlowContext flows;

    AdapterFlow(IntegrationFlowContext flows) {
        this.flows = flows;
    }

    @Override
    public MqttSession.Handler around(MqttConnection connection, MqttSession.Handler handler) {
        var adapter = new Mqttv5PahoMessageDrivenChannelAdapter(new AdapterClientFlow(connection), NO_TOPICS);
        adapter.setAutoStartup(false);
        adapter.setPayloadType(MqttMessage.class);
        // Stopped after this flow: a connected adapter would unsubscribe when it stops.
        adapter.setPhase(StartOrder.SOURCES - 1);
        MessageHandler toHandler = message -> handle((PahoSession.Arrived) message.getPayload(), handler);
        flows.registration(IntegrationFlow.from(adapter).handle(toHandler).get())
                .id("isobar-" + connection.settings().clientId())
                .autoStartup(true)
                .register();
        adapter.start();
        return (session, topic, payload, replyTo, arrived) ->
                adapter.messageArrived(topic, (PahoSession.Arrived) arrived);
    }

    private static void handle(PahoSession.Arrived arrived, MqttSession.Handler handler) {
        handler.handle(arrived.session(), arrived.topic(), arrived.getPayload(), arrived.replyTo(), arrived);
    }
}
