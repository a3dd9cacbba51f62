package io.isobar.broker;

import io.isobar.pipeline.PhasedLifecycle;
import io.isobar.pipeline.StartOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BrokerProperties.class)
class BrokerConfiguration {

    /** Up before anything connects to it, down after everything has disconnected. */
    @Bean
    @ConditionalOnBooleanProperty("isobar.broker.enabled")
    PhasedLifecycle embeddedBroker(BrokerProperties properties) {
        EmbeddedBroker broker = new EmbeddedBroker(properties);
        return new PhasedLifecycle(StartOrder.BROKER, broker::start, broker::close);
    }
}
