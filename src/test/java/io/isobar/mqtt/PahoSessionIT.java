package io.isobar.mqtt;

class PahoSessionIT extends MqttSessionContract {

    @Override
    MqttSession.Factory sessions() {
        return PahoSession::new;
    }
}
