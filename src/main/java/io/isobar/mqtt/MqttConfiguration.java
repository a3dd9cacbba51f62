package io.isobar.mqtt;

import io.isobar.pipeline.ArrivalClock;
import io.isobar.pipeline.Intake;
import io.isobar.pipeline.InvalidSetting;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.PhasedLifecycle;
import io.isobar.pipeline.StartOrder;
import io.isobar.tls.Tls;
import io.isobar.tls.TlsBundles;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.integration.dsl.context.IntegrationFlowContext;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MqttProperties.class)
class MqttConfiguration {

    /** Spring Integration is there for Paho alone: its classes are 4 % of all, to load, to start and to keep. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "isobar.mqtt.client", havingValue = "paho")
    @Import(IntegrationAutoConfiguration.class)
    static class PahoConfiguration {

        @Bean
        MqttSource.Shell adapterFlow(IntegrationFlowContext flows) {
            return new AdapterFlow(flows);
        }
    }

    @Bean
    PeerState mqttState(MqttProperties properties) {
        return new PeerState("MQTT broker " + properties.url(), LoggerFactory.getLogger(MqttConnection.class));
    }

    @Bean
    Tls mqttTls(MqttProperties properties, TlsBundles bundles) {
        return bundles.bundle("isobar.mqtt.ssl-bundle", properties.sslBundle());
    }

    @Bean
    MqttPublisher.Factory mqttPublishers(MqttProperties properties, Tls mqttTls) {
        return suffix -> {
            String clientId = properties.clientId() + "-" + suffix;
            PeerState state =
                    new PeerState("MQTT broker, for " + clientId, LoggerFactory.getLogger(MqttPublisher.class));
            int ahead = properties.receiveMaximum();
            return new MqttPublisher(connection(properties, clientId, mqttTls, true, Subscription.NONE, ahead, state));
        };
    }

    @Bean
    MqttResponder.Factory mqttResponders(MqttProperties properties, Tls mqttTls) {
        return (suffix, topics, most) -> {
            String clientId = properties.clientId() + "-" + suffix;
            PeerState state =
                    new PeerState("MQTT broker, for " + clientId, LoggerFactory.getLogger(MqttResponder.class));
            boolean clean = properties.sessionExpiry().isZero();
            // A retained request would be answered anew after each connection.
            Subscription requests =
                    new Subscription(properties.subscriptions(topics), false, "isobar.inbox.operations");
            return new MqttResponder(connection(properties, clientId, mqttTls, clean, requests, most, state), state);
        };
    }

    @Bean
    MqttSource.Factory mqttSources(MqttProperties properties, InstantSource clock, Tls mqttTls) {
        return (suffix, intake, settings) -> {
            String clientId = properties.clientId() + "-" + suffix;
            PeerState state = new PeerState("MQTT broker, for " + clientId, LoggerFactory.getLogger(MqttSource.class));
            boolean clean = properties.sessionExpiry().isZero();
            Subscription subscription = new Subscription(properties.subscriptions(intake.topics()), true, settings);
            int ahead = properties.receiveMaximum();
            MqttConnection connection = connection(properties, clientId, mqttTls, clean, subscription, ahead, state);
            return new MqttSource(
                    List.of(connection),
                    properties.keepAlive(),
                    intake,
                    new ArrivalClock(clock),
                    MqttSource.Shell.NONE,
                    state);
        };
    }

    /** The connections that telemetry comes by: none where it comes out of a queue alone. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = "isobar.mqtt.enabled", matchIfMissing = true)
    static class InboundConfiguration {

        @Bean
        MqttSource mqttInbound(
                MqttProperties properties,
                PeerState mqttState,
                Intake intake,
                InstantSource clock,
                ObjectProvider<MqttSource.Shell> shell,
                Tls mqttTls) {
            Subscription readings = new Subscription(
                    properties.subscriptions(intake.topics()), true, "isobar.mqtt.topic and isobar.telemetry.routes");
            var connections = IntStream.rangeClosed(1, properties.connections())
                    .mapToObj(number -> inbound(properties, number, readings, mqttState, mqttTls))
                    .toList();
            return new MqttSource(
                    connections,
                    properties.keepAlive(),
                    intake,
                    new ArrivalClock(clock),
                    shell.getIfAvailable(() -> MqttSource.Shell.NONE),
                    mqttState);
        }

        @Bean
        PhasedLifecycle mqttInboundLifecycle(MqttSource mqttInbound) {
            return new PhasedLifecycle(StartOrder.SOURCES, mqttInbound::start, mqttInbound::stop);
        }

        @Bean
        HealthIndicator mqttHealthIndicator(
                MqttSource mqttInbound, PeerState mqttState, MqttProperties properties, Intake intake, Tls mqttTls) {
            String subscription = properties.subscriptions(intake.topics()).stream()
                    .map(TopicFilter::text)
                    .collect(Collectors.joining(", "));
            return () -> {
                Health.Builder health = mqttInbound.isReady() ? Health.up() : Health.down();
                mqttState.failure().ifPresent(failure -> health.withDetail("failure", failure));
                mqttTls.expiry().ifPresent(expiry -> health.withDetail("certificateExpires", expiry));
                return health.withDetail("url", properties.url())
                        .withDetail("subscription", subscription)
                        .build();
            };
        }

        @Bean
        Gauge mqttConnected(MqttSource mqttInbound, MeterRegistry registry) {
            return Gauge.builder("isobar.mqtt.connected", mqttInbound, flow -> flow.isReady() ? 1 : 0)
                    .description("1 while every connection to the broker is made and subscribed")
                    .register(registry);
        }

        private static MqttConnection inbound(
                MqttProperties properties, int number, Subscription readings, PeerState state, Tls tls) {
            String clientId =
                    properties.connections() == 1 ? properties.clientId() : properties.clientId() + "-" + number;
            boolean clean = properties.sessionExpiry().isZero();
            return connection(properties, clientId, tls, clean, readings, properties.receiveMaximum(), state);
        }
    }

    /** Without a bundle there is none: the JVM's CAs are not ours to watch. */
    @Bean
    MeterBinder mqttCertificate(Tls mqttTls) {
        return registry -> {
            if (mqttTls.expiry().isEmpty()) return;
            Gauge.builder("isobar.mqtt.certificate.days", mqttTls, Tls::daysLeft)
                    .description("Days until the first certificate of the bundle expires, the client's own or a CA")
                    .register(registry);
        };
    }

    private static MqttConnection connection(
            MqttProperties properties,
            String clientId,
            Tls tls,
            boolean clean,
            Subscription subscription,
            int receiveMaximum,
            PeerState state) {
        ConnectSettings settings = new ConnectSettings(
                properties.url(),
                clientId,
                clean,
                clean ? Duration.ZERO : properties.sessionExpiry(),
                properties.keepAlive(),
                properties.username(),
                properties.password(),
                tls,
                properties.alpn());
        try {
            return new MqttConnection(settings, sessions(properties.client()), receiveMaximum, subscription, state);
        } catch (IllegalArgumentException e) {
            throw new InvalidSetting(
                    "isobar.mqtt.url", properties.url(), "the URL of an MQTT broker: " + e.getMessage());
        }
    }

    private static MqttSession.Factory sessions(MqttProperties.Client client) {
        return switch (client) {
            case NETTY -> NettySession::new;
            case PAHO -> PahoSession::new;
        };
    }
}
