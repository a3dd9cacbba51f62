package io.isobar.metadata;

import io.isobar.metadata.MetadataProperties.Stream;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.PhasedLifecycle;
import io.isobar.pipeline.StartOrder;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MetadataProperties.class)
class MetadataConfiguration {

    private static final int CONCURRENCY = 8;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @Bean
    MetadataTables metadataTables(
            DynamoDbClient client,
            DynamoDbStreamsClient streams,
            MetadataProperties properties,
            MeterRegistry registry) {
        boolean consistent = properties.consistentRead();
        return new MetadataTables((table, key) -> {
            PeerState state = new PeerState("DynamoDB table " + table, LoggerFactory.getLogger(CachingMetadata.class));
            DynamoDbMetadata source =
                    new DynamoDbMetadata(client, table, key, CONCURRENCY, TIMEOUT, consistent, registry);
            CachingMetadata cache = new CachingMetadata(source, properties.limits(), state);
            return new MetadataTable(
                    key,
                    source,
                    cache,
                    consistent,
                    state,
                    changes -> properties.stream() == Stream.OFF
                            ? null
                            : new TableStream(client, streams, table, key, changes));
        });
    }

    @Bean
    PhasedLifecycle metadataLifecycle(MetadataTables tables) {
        return new PhasedLifecycle(StartOrder.LOOKUPS, tables::start, () -> {});
    }

    @Bean
    Lookups lookups(MeterRegistry registry) {
        return new Lookups(registry);
    }

    /** By the last fetch: a check of its own would cost a read unit at every probe, and needs no other permission. */
    @Bean
    HealthIndicator metadataHealthIndicator(MetadataTables tables, MetadataProperties properties) {
        return () -> {
            Health.Builder health = Health.up();
            tables.opened().forEach((name, table) -> {
                boolean streamMissing = properties.stream() == Stream.ON && table.isNotFollowed();
                if (table.failure().isPresent() || streamMissing) health.down();
                health.withDetail(name, details(table));
            });
            return health.build();
        };
    }

    private static Map<String, Object> details(MetadataTable table) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("remembered", table.cache().size());
        table.failure().ifPresent(failure -> details.put("failure", failure));
        table.stream().ifPresent(stream -> details.put("stream", stream));
        return details;
    }
}
