package io.isobar.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.ServiceTest;
import io.isobar.local.Isobar;
import io.isobar.local.MotoServer;
import io.isobar.local.RealServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The packaged service and moto's CloudWatch. */
class CloudWatchIT extends ServiceTest {

    private static final String NAMESPACE = "Isobar/test";
    private static final int READINGS = 2_000;

    /** Shown only where there is a certificate. */
    private static final String CERTIFICATE = "isobar.mqtt.certificate.days.value";

    /** What the names begin with that are shown only where there is an inbox. */
    private static final String INBOX = "isobar.inbox.";

    @RegisterExtension
    static final RealServer<MotoServer> AWS = RealServer.of(folder -> MotoServer.start(folder));

    private final String namespace = NAMESPACE + port;

    @BeforeEach
    void prepareAws() {
        String table = "devices" + port;
        DynamoDbClient dynamoDb = AWS.get().client();
        dynamoDb.createTable(create -> create.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(key -> key.attributeName("metakey").keyType(KeyType.HASH))
                .attributeDefinitions(
                        attribute -> attribute.attributeName("metakey").attributeType(ScalarAttributeType.S)));
        dynamoDb.putItem(put -> put.tableName(table).item(Map.of("metakey", AttributeValue.fromS("known"))));
        settings.put("isobar.metadata.table", table);
        settings.put("isobar.aws.endpoint", AWS.get().url().toString());
        settings.put("isobar.cloudwatch.namespace", namespace);
    }

    @Test
    void publish_readings_shownUnderTheNamesOfTheContractAndAddUp() throws Exception {
        settings.put("isobar.cloudwatch.step", "1s");
        try (Isobar isobar = ready()) {
            publish(Stream.concat(readings(0, READINGS), Stream.of("no json", "{\"pressure\":1}")));
            publish(Stream.of("{\"pressure\":1,\"viscosity\":1,\"deviceid\":\"a\",\"metakey\":\"known\"}"));

            await().atMost(PATIENCE).until(() -> sum("isobar.received.count") == READINGS + 3);
            await().atMost(PATIENCE).until(() -> sum("isobar.written.count") == READINGS + 1);
            await().atMost(PATIENCE).until(() -> sum("isobar.parked.count") == 2);
            await().atMost(PATIENCE).until(() -> sum("isobar.end.to.end.count") == READINGS + 1);
            await().atMost(PATIENCE).until(() -> lookups() == READINGS + 1);
            assertThat(sum("isobar.mqtt.connected.value")).isPositive();
            assertThat(sum("isobar.metadata.fetch.count")).isPositive();
            assertThat(awaitNames()).isEqualTo(withoutCertificateAndInbox());
            assertThat(metrics())
                    .filteredOn(metric -> !metric.dimensions().isEmpty())
                    .allSatisfy(metric -> {
                        assertThat(metric.metricName()).isEqualTo("isobar.metadata.lookups.count");
                        assertThat(metric.dimensions())
                                .extracting(Dimension::name)
                                .containsExactly("result");
                    });
            assertThat(isobar.metric("isobar_received_total")).isEqualTo(READINGS + 3);
        }
    }

    /** Of a step that is longer than the service runs. */
    @Test
    void stop_publishesTheLastValues() throws Exception {
        settings.put("isobar.cloudwatch.step", "1d");
        try (Isobar isobar = ready()) {
            publish(0, READINGS);
            awaitSettled(isobar, READINGS);
            assertThat(metrics()).isEmpty();

            isobar.process().terminate();
        }
        assertThat(sum("isobar.received.count")).isEqualTo(READINGS);
        assertThat(sum("isobar.written.count")).isEqualTo(READINGS);
    }

    @Test
    void cloudWatchAway_isSaidOnceAndTheMessagesGoOn() throws Exception {
        settings.put("isobar.cloudwatch.step", "1s");
        try (Isobar isobar = ready()) {
            AWS.get().process().kill();
            await().atMost(PATIENCE).until(() -> isobar.log().contains("cannot publish metrics"));
            publish(0, READINGS);
            awaitSettled(isobar, READINGS);

            AWS.get().process().start();
            await().atMost(PATIENCE).until(() -> isobar.log().contains(namespace + ": works again after"));
            assertThat(isobar.log().split("cannot publish metrics", -1)).hasSize(2);
            assertThat(isobar.log()).doesNotContain("\tat ");
        }
    }

    private static Set<String> withoutCertificateAndInbox() {
        Set<String> names = new TreeSet<>(CloudWatchMetrics.NAMES);
        assertThat(names.remove(CERTIFICATE)).isTrue();
        assertThat(names.removeIf(name -> name.startsWith(INBOX))).isTrue();
        return names;
    }

    private Set<String> awaitNames() {
        await().atMost(PATIENCE)
                .until(() -> names().size() >= withoutCertificateAndInbox().size());
        return names();
    }

    private Set<String> names() {
        return metrics().stream().map(Metric::metricName).collect(Collectors.toCollection(TreeSet::new));
    }

    private List<Metric> metrics() {
        return AWS.get().cloudWatch().listMetricsPaginator(list -> list.namespace(namespace)).metrics().stream()
                .toList();
    }

    private long lookups() {
        return metrics().stream()
                .filter(metric -> metric.metricName().equals("isobar.metadata.lookups.count"))
                .distinct()
                .mapToLong(metric -> sum(metric.metricName(), metric.dimensions()))
                .sum();
    }

    private long sum(String metric) {
        return sum(metric, List.of());
    }

    /** Of all that was published. */
    private long sum(String metric, List<Dimension> dimensions) {
        Instant now = Instant.now();
        return Math.round(AWS
                .get()
                .cloudWatch()
                .getMetricStatistics(ask -> ask.namespace(namespace)
                        .metricName(metric)
                        .dimensions(dimensions)
                        .startTime(now.minus(Duration.ofHours(1)))
                        .endTime(now.plus(Duration.ofMinutes(2)))
                        .period(60)
                        .statistics(Statistic.SUM))
                .datapoints()
                .stream()
                .mapToDouble(Datapoint::sum)
                .sum());
    }
}
