package io.isobar.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.enrich.Enrichers;
import io.isobar.metadata.DynamoDbMetadata;
import io.isobar.metadata.ItemTable;
import io.isobar.pipeline.Delivery;
import io.isobar.route.Deliveries;
import io.isobar.route.ReadingTime;
import io.isobar.route.Route;
import io.isobar.route.RouteSettings;
import io.isobar.route.Routes;
import io.isobar.route.SensorId;
import io.isobar.route.UnreadableMessage;
import io.isobar.telemetry.DeviceClock;
import io.isobar.telemetry.LineProtocol;
import io.isobar.telemetry.Point;
import io.isobar.telemetry.Reading;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * From a message and an item of the table to the line for InfluxDB, a folder for each case: {@code message.json},
 * {@code metadata.json} (the item in DynamoDB's JSON; absent: there is none) and {@code expected.lp}; for messages of other
 * topics than that of the built-in route {@code topic}, and {@code route.yml} with the settings.
 *
 * <p>The digits below the device's clock stay zero here; messages arrive at 2026-11-21T09:30:00.123456789Z.
 */
@Timeout(60)
class IngestCasesTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ReadingTime time =
            new ReadingTime(new DeviceClock(ZoneOffset.UTC), false, registry.counter("replaced"));

    @ParameterizedTest
    @MethodSource
    void message_withItsItem_isTheExpectedLine(String name) throws Exception {
        Path folder = cases().resolve(name);
        byte[] message = Files.readAllBytes(folder.resolve("message.json"));
        String topic = text(folder.resolve("topic"), "/pressure/data").strip();
        Route route = route(text(folder.resolve("route.yml"), ""), topic);
        Reading reading = route.decoder().decode(new Delivery(topic, message, Deliveries.ARRIVAL, () -> {}), false);

        Point point = enriched(route, reading, item(folder.resolve("metadata.json")));

        assertThat(LineProtocol.line(point)).isEqualTo(Files.readString(folder.resolve("expected.lp")));
    }

    static List<String> message_withItsItem_isTheExpectedLine() throws IOException, URISyntaxException {
        try (Stream<Path> folders = Files.list(cases())) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static Path cases() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(IngestCasesTest.class.getResource("/ingest"))
                .toURI());
    }

    private Route route(String yaml, String topic) {
        return Routes.of(RouteSettings.of(yaml), "/pressure/data", SensorId.PLAIN, "devices", time, 262_144)
                .all()
                .stream()
                .filter(route -> route.filter().matches(topic))
                .findFirst()
                .orElseThrow();
    }

    private static String text(Path file, String otherwise) throws IOException {
        return Files.exists(file) ? Files.readString(file) : otherwise;
    }

    private Point enriched(Route route, Reading reading, Map<String, AttributeValue> item) throws UnreadableMessage {
        try (DynamoDbMetadata metadata = new DynamoDbMetadata(
                new ItemTable(item), "devices", "metakey", 1, Duration.ofSeconds(30), false, registry)) {
            return Enrichers.point(Enrichers.of(route, metadata, registry), reading);
        }
    }

    private static Map<String, AttributeValue> item(Path file) throws IOException {
        return Files.exists(file) ? attributes(JSON.readTree(Files.readString(file))) : Map.of();
    }

    private static Map<String, AttributeValue> attributes(JsonNode object) {
        Map<String, AttributeValue> attributes = new HashMap<>();
        object.properties().forEach(member -> attributes.put(member.getKey(), attribute(member.getValue())));
        return attributes;
    }

    private static AttributeValue attribute(JsonNode typed) {
        Map.Entry<String, JsonNode> only = typed.properties().iterator().next();
        JsonNode value = only.getValue();
        return switch (only.getKey()) {
            case "S" -> AttributeValue.fromS(value.stringValue());
            case "N" -> AttributeValue.fromN(value.stringValue());
            case "BOOL" -> AttributeValue.fromBool(value.booleanValue());
            case "NULL" -> AttributeValue.fromNul(value.booleanValue());
            case "B" -> AttributeValue.fromB(bytes(value));
            case "SS" ->
                AttributeValue.fromSs(members(value).map(JsonNode::stringValue).toList());
            case "NS" ->
                AttributeValue.fromNs(members(value).map(JsonNode::stringValue).toList());
            case "BS" ->
                AttributeValue.fromBs(members(value).map(IngestCasesTest::bytes).toList());
            case "L" ->
                AttributeValue.fromL(
                        members(value).map(IngestCasesTest::attribute).toList());
            case "M" -> AttributeValue.fromM(attributes(value));
            default -> throw new IllegalArgumentException("unknown type " + only.getKey());
        };
    }

    private static Stream<JsonNode> members(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static SdkBytes bytes(JsonNode base64) {
        return SdkBytes.fromByteArray(Base64.getDecoder().decode(base64.stringValue()));
    }
}
