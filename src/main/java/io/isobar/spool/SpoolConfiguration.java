package io.isobar.spool;

import io.isobar.journal.DataProperties;
import io.isobar.journal.Journal;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.PeerState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.File;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SpoolProperties.class)
class SpoolConfiguration {

    @Bean(destroyMethod = "close")
    Journal spoolJournal(DataProperties data, MeterRegistry registry) {
        return data.open("spool", registry);
    }

    @Bean
    PeerState spoolState(DataProperties data) {
        return new PeerState("spool in " + data.dir(), LoggerFactory.getLogger(Spool.class));
    }

    @Bean
    Spool spool(
            Journal spoolJournal,
            DataProperties data,
            SpoolProperties properties,
            Ledger ledger,
            PeerState spoolState,
            MeterRegistry registry) {
        Spool spool = new Spool(
                spoolJournal,
                properties.maxSize().toBytes(),
                properties.minimumFree().toBytes(),
                new File(data.dir())::getUsableSpace,
                ledger,
                spoolState);
        Gauge.builder("isobar.spool.bytes", spool, Spool::bytes)
                .description("How long the points on disk are together")
                .baseUnit("bytes")
                .register(registry);
        return spool;
    }

    @Bean
    HealthIndicator spoolHealthIndicator(Spool spool, Journal spoolJournal, PeerState spoolState) {
        return () -> {
            Health.Builder health =
                    Health.up().withDetail("points", spool.count()).withDetail("bytes", spool.bytes());
            spoolState.failure().ifPresent(failure -> health.down().withDetail("failure", failure));
            spoolJournal.setAside().ifPresent(files -> health.withDetail("damaged", files.toString()));
            return health.build();
        };
    }
}
