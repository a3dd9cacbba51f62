package io.isobar.influx;

import static org.assertj.core.api.Assertions.assertThat;

import com.influxdb.client.InfluxDBClient;
import io.isobar.pipeline.Secret;
import io.isobar.telemetry.LineBuffer;
import io.isobar.tls.Tls;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.InfluxDBContainer;
import org.testcontainers.utility.DockerImageName;

/** InfluxDB 2, which is not in Debian: only where a Docker engine runs. */
@Tag("docker")
@EnabledIf(value = "dockerRuns", disabledReason = "no Docker engine runs on this machine")
class InfluxDb2IT {

    static boolean dockerRuns() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @Test
    void write_toABucket_isStored() {
        try (InfluxDBContainer<?> influx = new InfluxDBContainer<>(DockerImageName.parse("influxdb:2.7"))
                .withOrganization("isobar")
                .withBucket("telemetry")
                .withAdminToken("token")) {
            influx.start();
            InfluxProperties properties = new InfluxProperties(
                    influx.getUrl(),
                    InfluxProperties.Api.V2,
                    "",
                    "",
                    "",
                    new Secret(""),
                    "isobar",
                    "telemetry",
                    new Secret("token"),
                    "",
                    5000,
                    Duration.ofMillis(50),
                    Duration.ofSeconds(10));
            InfluxDBClient client = new InfluxConfiguration().influxClient(properties, Tls.ofTheJvm("none"));
            InfluxWriter writer = new InfluxWriter(client, properties.target(), new SimpleMeterRegistry());

            assertThat(writer.write(new LineBuffer().append("pressure,sensorID=a pressureValue=1.0 1000000000\n")))
                    .isEqualTo(new WriteOutcome.Written());
            String flux = "from(bucket:\"telemetry\") |> range(start: 0)";
            assertThat(client.getQueryApi().query(flux)).hasSize(1);
            assertThat(writer.write(new LineBuffer().append("pressure,sensorID=a pressureValue=\"text\" 1000000001\n")))
                    .isInstanceOf(WriteOutcome.Rejected.class);
        }
    }
}
