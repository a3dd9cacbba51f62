package io.isobar.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.enrich.Enrichers;
import io.isobar.metadata.DeviceMetadata;
import io.isobar.metadata.Lookups;
import io.isobar.parking.ParkingLot;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Ledger;
import io.isobar.route.Deliveries;
import io.isobar.route.ReadingTime;
import io.isobar.route.RouteProperties;
import io.isobar.route.RouteSettings;
import io.isobar.route.Routes;
import io.isobar.route.SensorId;
import io.isobar.telemetry.DeviceClock;
import io.isobar.telemetry.LineProtocol;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's example of another kind of device does what it says. */
class ReadmeRouteTest {

    private static final Pattern SECTION = Pattern.compile("(?s)\n## Another kind of device\n(.*?)\n## ");
    private static final Pattern BLOCK = Pattern.compile("(?s)\n```([a-z]*)\n(.*?)\n```\n");
    private static final String TOPIC = "plant/berlin/line-3/temperature";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Ledger ledger = new Ledger(1, 1 << 20, registry);
    private final List<String> lines = new ArrayList<>();

    @Test
    void example_itsMessage_isItsLine() throws IOException, InterruptedException {
        String section = first(SECTION, Files.readString(Path.of("README.md")));
        byte[] message = block(section, "json").getBytes(StandardCharsets.UTF_8);
        assertThat(section).contains("`" + TOPIC + "`");

        pipeline(block(section, "yaml"))
                .accept(new Delivery(TOPIC, message, Deliveries.ARRIVAL, () -> {}), Duration.ZERO);

        assertThat(lines).containsExactly(block(section, "") + "\n");
    }

    private IngestPipeline pipeline(String yaml) {
        List<RouteProperties> routes = RouteSettings.of(yaml);
        ReadingTime time = new ReadingTime(new DeviceClock(ZoneOffset.UTC), true, registry.counter("replaced"));
        return new IngestPipeline(
                ledger,
                Routes.of(routes, "/pressure/data", SensorId.PLAIN, "devices", time, 262_144),
                route -> new Lane(
                        route, Enrichers.of(route, ReadmeRouteTest::find, registry), IngestPipelineTest.DEFAULT),
                new Lookups(registry),
                new ParkingLot(parked ->
                        ledger.parked(parked.delivery(), parked.value().parkReason())),
                Deliveries::unexpected,
                point -> lines.add(LineProtocol.line(point.value())));
    }

    private static CompletableFuture<Optional<DeviceMetadata>> find(String metakey) {
        assertThat(metakey).isEqualTo("t7");
        DeviceMetadata device = new DeviceMetadata(Map.of("metakey", "t7", "room", "2.14"));
        return CompletableFuture.completedFuture(Optional.of(device));
    }

    private static String first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        assertThat(found.find()).as("%s in the README", pattern).isTrue();
        return found.group(1);
    }

    private static String block(String section, String language) {
        return BLOCK.matcher(section)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .findFirst()
                .orElseThrow();
    }
}
