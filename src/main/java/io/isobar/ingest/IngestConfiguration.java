package io.isobar.ingest;

import io.isobar.metadata.MetadataLookup;
import io.isobar.parking.ParkingLot;
import io.isobar.pipeline.Batcher;
import io.isobar.pipeline.Ledger;
import io.isobar.telemetry.DeviceClock;
import io.isobar.telemetry.Point;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
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
            Ledger ledger,
            MetadataLookup metadata,
            ParkingLot parking,
            Batcher<Point> batcher,
            MeterRegistry registry) {
        Counter replaced = Counter.builder("isobar.time.replaced")
                .description("Messages whose time was unreadable or impossible; their arrival was taken instead")
                .register(registry);
        ReadingTime time = new ReadingTime(new DeviceClock(properties.zone()), properties.spread(), replaced);
        ReadingDecoder decoder = new ReadingDecoder(
                time, properties.sensorId(), properties.maximumPayload().toBytes());
        return new IngestPipeline(ledger, decoder, new Enricher(metadata, registry), parking, batcher::add);
    }
}
