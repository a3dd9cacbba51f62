package io.isobar.ingest;

import io.isobar.enrich.CardinalityBudget;
import io.isobar.enrich.Enricher;
import io.isobar.enrich.Enrichments;
import io.isobar.enrich.TagRules;
import io.isobar.metadata.CachingMetadata;
import io.isobar.metadata.Lookups;
import io.isobar.metadata.MetadataProperties;
import io.isobar.metadata.MetadataTables;
import io.isobar.mqtt.MqttProperties;
import io.isobar.parking.ParkingLot;
import io.isobar.pipeline.Batcher;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.Tracked;
import io.isobar.route.ReadingTime;
import io.isobar.route.Route;
import io.isobar.route.Routes;
import io.isobar.spool.WaitingDrain;
import io.isobar.spool.WaitingRoom;
import io.isobar.telemetry.DeviceClock;
import io.isobar.telemetry.Point;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.function.Function;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TelemetryProperties.class)
class IngestConfiguration {

    @Bean
    Ledger ledger(TelemetryProperties properties, MeterRegistry registry) {
        long mostBytes = properties.maximumInFlightSize(Runtime.getRuntime().maxMemory());
        return new Ledger(properties.maximumInFlight(), mostBytes, registry);
    }

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    Routes routes(
            TelemetryProperties properties, MqttProperties mqtt, MetadataProperties metadata, MeterRegistry registry) {
        Counter replaced = Counter.builder("isobar.time.replaced")
                .description("Messages whose time was unreadable or impossible; their arrival was taken instead")
                .register(registry);
        ReadingTime time = new ReadingTime(new DeviceClock(properties.zone()), properties.spread(), replaced);
        return Routes.of(
                properties.routes(),
                mqtt.topic(),
                properties.sensorId(),
                metadata.table(),
                time,
                properties.maximumPayload().toBytes());
    }

    @Bean
    Function<Route, Lane> lanes(
            TelemetryProperties properties,
            MetadataProperties metadata,
            MetadataTables tables,
            Lookups lookups,
            InstantSource clock,
            MeterRegistry registry) {
        TagRules rules = new TagRules(
                properties.tags(),
                new CardinalityBudget(properties.cardinality().budget(), registry),
                registry);
        WithoutMetadata without = new WithoutMetadata(metadata.onError(), metadata.onMiss(), metadata.waitFor(), clock);
        Enrichments enrichments = new Enrichments(metadata.cache().maximumSize());
        return route -> {
            CachingMetadata devices =
                    tables.table(route.table(), route.keyAttribute()).cache();
            return new Lane(
                    route,
                    new Enricher(route, devices, rules, properties.metadataState(), enrichments, lookups, registry),
                    without);
        };
    }

    @Bean
    IngestPipeline ingestPipeline(
            Ledger ledger,
            Routes routes,
            Function<Route, Lane> lanes,
            Lookups lookups,
            ParkingLot parking,
            Batcher<Delivery> waiting,
            Batcher<Point> points) {
        return new IngestPipeline(
                ledger,
                routes,
                lanes,
                lookups,
                parking,
                delivery -> waiting.add(new Tracked<>(delivery, delivery)),
                points::add);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    WaitingDrain waitingDrain(WaitingRoom room, IngestPipeline pipeline) {
        return new WaitingDrain(room, pipeline::again);
    }
}
