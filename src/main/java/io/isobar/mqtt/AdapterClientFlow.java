package io.isobar.mqtt;

import org.eclipse.paho.mqttv5.client.IMqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.springframework.integration.mqtt.core.ClientManager;

/**
 * Shows a connection to Spring Integration's adapter. The connection looks after itself and hands its messages to the adapter
 * directly, so the callbacks are never called; and each message carries the session that has to acknowledge it, so the
 * adapter, which would acknowledge to the client that it was started with, is told to leave that alone.
 */
record AdapterClientFlow(MqttConnection connection) implements ClientManager<IMqttAsyncClient, MqttConnectionOptions> {

    private PahoSession session() {
        return (PahoSession) connection.session();
    }

    @Override
    public IMqttAsyncClient getClient() {
        return session().client();
    }

    @Override
    public MqttConnectionOptions getConnectionInfo() {
        return session().options();
    }

    @Override
    public String getUrl() {
        return connection.settings().url();
    }

    @Override
    public String getClientId() {
        return connection.settings().clientId();
    }

    @Override
    public String getBeanName() {
        return "isobar-client-" + getClientId();
    }

    @Override
    public void setBeanName(String name) {}

    @Override
    public boolean isManualAcks() {
        return false;
    }

    @Override
    public boolean isConnected() {
        return false;
    }

    @Override
    public void addCallback(ConnectCallback callback) {}

    @Override
    public boolean removeCallback(ConnectCallback callback) {
        return false;
    }

    @Override
    public <M> void addDefaultMessageHandler(DefaultMessageHandler<M> handler) {}

    @Override
    public <M> boolean removeDefaultMessageHandler(DefaultMessageHandler<M> handler) {
        return false;
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public boolean isRunning() {
        return true;
    }
}
