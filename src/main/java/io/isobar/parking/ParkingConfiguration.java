package io.isobar.parking;

import io.isobar.journal.DataFolder;
import io.isobar.journal.Journal;
import io.isobar.pipeline.Batcher;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.PeerState;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ParkingProperties.class)
class ParkingConfiguration {

    private static final int BATCH = 1_000;

    @Bean(destroyMethod = "close")
    Journal parkingJournal(DataFolder data, MeterRegistry registry) {
        return data.open("parked", registry);
    }

    @Bean
    PeerState parkingState(DataFolder data) {
        return new PeerState("parking in " + data.path(), LoggerFactory.getLogger(ParkingStore.class));
    }

    @Bean
    ParkingStore parkingStore(
            Journal parkingJournal, ParkingProperties properties, Ledger ledger, PeerState parkingState) {
        return new ParkingStore(
                parkingJournal, properties.maximumSize().toBytes(), properties.rotate(), ledger, parkingState);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Batcher<ParkedMessage> parkingBatcher(ParkingStore store, Ledger ledger) {
        return new Batcher<>("isobar-parking", BATCH, Duration.ZERO, ledger, store);
    }

    @Bean
    ParkingLot parkingLot(Batcher<ParkedMessage> batcher) {
        return new ParkingLot(batcher::add);
    }

    @Bean
    HealthIndicator parkingHealthIndicator(ParkingStore store, Journal parkingJournal, PeerState parkingState) {
        return () -> {
            Health.Builder health = Health.up().withDetail("messages", store.count());
            parkingState.failure().ifPresent(failure -> health.down().withDetail("failure", failure));
            parkingJournal.setAside().ifPresent(files -> health.withDetail("damaged", files.toString()));
            return health.build();
        };
    }
}
