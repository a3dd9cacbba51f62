package io.isobar.influx;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import io.isobar.parking.ParkingLot;
import io.isobar.pipeline.Batcher;
import io.isobar.pipeline.Intake;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.NoDelaySockets;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.PhasedLifecycle;
import io.isobar.pipeline.StartOrder;
import io.isobar.spool.Spool;
import io.isobar.spool.SpoolDrain;
import io.isobar.spool.SpoolProperties;
import io.isobar.telemetry.LineBuffer;
import io.isobar.telemetry.LineProtocol;
import io.isobar.telemetry.Point;
import io.isobar.tls.Tls;
import io.isobar.tls.TlsBundles;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import okhttp3.OkHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(InfluxProperties.class)
class InfluxConfiguration {

    private static final Logger log = LoggerFactory.getLogger(InfluxConfiguration.class);

    @Bean
    Tls influxTls(InfluxProperties properties, TlsBundles bundles) {
        return bundles.bundle("isobar.influx.ssl-bundle", properties.sslBundle());
    }

    @Bean(destroyMethod = "close")
    InfluxDBClient influxClient(InfluxProperties properties, Tls influxTls) {
        OkHttpClient.Builder http = new OkHttpClient.Builder()
                .socketFactory(NoDelaySockets.plain())
                .sslSocketFactory(NoDelaySockets.tls(influxTls::context), new NoIssuers())
                .connectTimeout(Collections.min(List.of(properties.timeout(), Duration.ofSeconds(5))))
                .readTimeout(properties.timeout())
                .writeTimeout(properties.timeout())
                .callTimeout(properties.timeout())
                .followRedirects(false)
                .addInterceptor(new OnlyNoContent())
                .addInterceptor(new TlsFailures(influxTls));
        InfluxDBClientOptions.Builder options =
                InfluxDBClientOptions.builder().url(properties.url()).okHttpClient(http);
        // With a token the client would overwrite the credentials of InfluxDB 1.
        if (properties.target() instanceof InfluxTarget.Database database) {
            http.addInterceptor(new WriteApiV1(database, properties.username(), properties.password()));
        } else if (!properties.token().isEmpty()) {
            options.authenticateToken(properties.token().value().toCharArray());
        }
        return InfluxDBClientFactory.create(options.build());
    }

    @Bean
    InfluxWriter influxWriter(InfluxDBClient client, InfluxProperties properties, MeterRegistry registry) {
        return new InfluxWriter(client, properties.target(), registry);
    }

    /** Behind the start: a database that is away must not keep the service from taking messages. */
    @Bean
    PhasedLifecycle influxPreparation(InfluxWriter writer, Intake intake) {
        return new PhasedLifecycle(StartOrder.BROKER, () -> prepare(writer, intake), () -> {});
    }

    private static void prepare(InfluxWriter writer, Intake intake) {
        if (isUnused(intake)) return;
        Thread.ofVirtual()
                .name("isobar-influx-prepare")
                .start(() -> writer.prepare().ifPresent(log::warn));
    }

    /** By a service that has an archive or an inbox, and no telemetry. */
    private static boolean isUnused(Intake intake) {
        return intake.topics().isEmpty();
    }

    @Bean
    PeerState influxState(InfluxProperties properties) {
        return new PeerState("InfluxDB at " + properties.url(), LoggerFactory.getLogger(InfluxSink.class));
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Batcher<Point> pointBatcher(
            InfluxProperties properties,
            InfluxWriter writer,
            Ledger ledger,
            ParkingLot parking,
            PeerState influxState,
            Spool spool,
            SpoolProperties spoolProperties,
            MeterRegistry registry) {
        PatientWriter<Point> points = new PatientWriter<>(writer, LineProtocol::append, ledger, parking, influxState);
        InfluxSink sink = new InfluxSink(points, spool, spoolProperties.after(), influxState, registry);
        return new Batcher<>("isobar-influx", properties.batchSize(), properties.linger(), ledger, sink);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    SpoolDrain spoolDrain(Spool spool, InfluxWriter writer, Ledger ledger, ParkingLot parking, PeerState influxState) {
        return new SpoolDrain(spool, new PatientWriter<>(writer, LineBuffer::append, ledger, parking, influxState));
    }

    @Bean
    HealthIndicator influxHealthIndicator(
            InfluxProperties properties, InfluxWriter writer, PeerState influxState, Tls influxTls, Intake intake) {
        return () -> {
            Optional<String> failure = influxState.failure();
            boolean works = failure.isEmpty() && (isUnused(intake) || writer.answers());
            Health.Builder health = works ? Health.up() : Health.down();
            if (isUnused(intake)) health.withDetail("unused", "no topic is telemetry");
            failure.ifPresent(what -> health.withDetail("failure", what));
            influxTls.expiry().ifPresent(expiry -> health.withDetail("certificateExpires", expiry));
            return health.withDetail("url", properties.url())
                    .withDetail("target", properties.target().toString())
                    .build();
        };
    }
}
