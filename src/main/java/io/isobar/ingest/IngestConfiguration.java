package io.isobar.ingest;

import io.isobar.metadata.MetadataLookup;
import io.isobar.mqtt.MqttProperties;
import io.isobar.parking.ParkingLot;
import io.isobar.pipeline.Batcher;
import io.isobar.pipeline.InvalidSetting;
import io.isobar.pipeline.Ledger;
import io.isobar.telemetry.DeviceClock;
import io.isobar.telemetry.Point;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.function.BiFunction;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TelemetryProperties.class)
class IngestConfiguration {

    @Bean
    Ledger ledger(TelemetryProperties properties, MeterRegistry registry) {
        return new Ledger(
                properties.maximumInFlight(), properties.maximumInFlightSize().toBytes(), registry);
    }

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    IngestPipeline ingestPipeline(
            TelemetryProperties properties,
            MqttProperties mqtt,
            Ledger ledger,
            MetadataLookup metadata,
            ParkingLot parking,
            Batcher<Point> batcher,
            MeterRegistry registry) {
        Counter replaced = Counter.builder("isobar.time.replaced")
                .description("Messages whose time was unreadable or impossible; their arrival was taken instead")
                .register(registry);
        ReadingTime time = new ReadingTime(new DeviceClock(properties.zone()), properties.spread(), replaced);
        BiFunction<String, String, MetadataLookup> tables =
                (table, keyAttribute) -> table(metadata, table, keyAttribute);
        return new IngestPipeline(
                ledger,
                Routes.of(properties, mqtt.topic(), time),
                route -> new Enricher(route, tables.apply(route.table(), route.keyAttribute()), registry),
                parking,
                batcher::add);
    }

    // Will be replaced at merge.
    private static MetadataLookup table(MetadataLookup metadata, String table, String keyAttribute) {
        if (!table.isEmpty()) throw new InvalidSetting("isobar.telemetry.routes.table", table, "empty");
        if (!keyAttribute.equals("metakey")) {
            throw new InvalidSetting("isobar.telemetry.routes.key-attribute", keyAttribute, "metakey");
        }
        return metadata;
    }
}
