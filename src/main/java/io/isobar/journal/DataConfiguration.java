package io.isobar.journal;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DataProperties.class)
class DataConfiguration {

    /** Given back after everything that lies in it is closed. */
    @Bean(destroyMethod = "close")
    DataFolder dataFolder(DataProperties properties) {
        return DataFolder.take(properties.dir(), properties.slots());
    }
}
