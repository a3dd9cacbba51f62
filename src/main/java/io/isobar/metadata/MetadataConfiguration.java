package io.isobar.metadata;

import io.isobar.pipeline.PeerState;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MetadataProperties.class)
class MetadataConfiguration {

    private static final String KEY = "metakey";
    private static final int CONCURRENCY = 8;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @Bean
    DynamoDbMetadata dynamoDbMetadata(DynamoDbClient client, MetadataProperties properties, MeterRegistry registry) {
        return new DynamoDbMetadata(client, properties.table(), KEY, CONCURRENCY, TIMEOUT, false, registry);
    }

    @Bean
    PeerState metadataState(MetadataProperties properties) {
        return new PeerState("DynamoDB table " + properties.table(), LoggerFactory.getLogger(CachingMetadata.class));
    }

    @Bean
    @Primary
    CachingMetadata metadata(
            DynamoDbMetadata source, MetadataProperties properties, PeerState metadataState, MeterRegistry registry) {
        return new CachingMetadata(source, properties.limits(), metadataState, registry);
    }

    /** By the last fetch: a check of its own would cost a read unit at every probe, and needs no other permission. */
    @Bean
    HealthIndicator metadataHealthIndicator(MetadataProperties properties, PeerState metadataState) {
        return () -> {
            Health.Builder health = Health.up();
            metadataState.failure().ifPresent(failure -> health.down().withDetail("failure", failure));
            return health.withDetail("table", properties.table()).build();
        };
    }
}
