package io.isobar.mqtt;

class NettySessionIT extends MqttSessionContract {

    @Override
    MqttSession.Factory sessions() {
        return NettySession::new;
    }
}
