package io.isobar.spool;

import io.isobar.journal.DataFolder;
import io.isobar.journal.Journal;
import io.isobar.pipeline.Batcher;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.PeerState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SpoolProperties.class)
class SpoolConfiguration {

    private static final int BATCH = 1_000;

    @Bean(destroyMethod = "close")
    Journal spoolJournal(DataFolder data, MeterRegistry registry) {
        return data.open("spool", registry);
    }

    @Bean
    PeerState spoolState(DataFolder data) {
        return new PeerState("spool in " + data.path(), LoggerFactory.getLogger(Spool.class));
    }

    @Bean(destroyMethod = "close")
    Journal waitingJournal(DataFolder data, MeterRegistry registry) {
        return data.open("waiting", registry);
    }

    @Bean
    SpoolLimits spoolLimits(
            Journal spoolJournal,
            Journal waitingJournal,
            DataFolder data,
            SpoolProperties properties,
            MeterRegistry registry) {
        SpoolLimits limits = new SpoolLimits(
                List.of(spoolJournal, waitingJournal),
                properties.maxSize().toBytes(),
                properties.minimumFree().toBytes(),
                data.path().toFile()::getUsableSpace);
        Gauge.builder("isobar.spool.bytes", limits, SpoolLimits::bytes)
                .description("How long the points and messages on disk are together")
                .baseUnit("bytes")
                .strongReference(true)
                .register(registry);
        return limits;
    }

    @Bean
    Spool spool(Journal spoolJournal, SpoolLimits limits, Ledger ledger, PeerState spoolState) {
        return new Spool(spoolJournal, limits, ledger, spoolState);
    }

    @Bean
    WaitingRoom waitingRoom(
            Journal waitingJournal, SpoolLimits limits, Ledger ledger, PeerState spoolState, MeterRegistry registry) {
        WaitingRoom room = new WaitingRoom(waitingJournal, limits, ledger, spoolState);
        Gauge.builder("isobar.metadata.waiting", room, WaitingRoom::count)
                .description("Messages on disk that wait for the metadata of their device")
                .register(registry);
        return room;
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Batcher<Delivery> waitingBatcher(WaitingRoom room, Ledger ledger) {
        return new Batcher<>("isobar-waiting-in", BATCH, Duration.ZERO, ledger, room);
    }

    @Bean
    HealthIndicator spoolHealthIndicator(Spool spool, WaitingRoom room, SpoolLimits limits, PeerState spoolState) {
        return () -> {
            Health.Builder health = Health.up()
                    .withDetail("points", spool.count())
                    .withDetail("waitingForMetadata", room.count())
                    .withDetail("bytes", limits.bytes());
            spoolState.failure().ifPresent(failure -> health.down().withDetail("failure", failure));
            List<String> damaged = limits.journals().stream()
                    .flatMap(journal -> journal.setAside().stream())
                    .map(Path::toString)
                    .toList();
            if (!damaged.isEmpty()) health.withDetail("damaged", String.join(", ", damaged));
            return health.build();
        };
    }
}
