package io.isobar.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.isobar.local.DynamoDbLocal;
import io.isobar.local.Http;
import io.isobar.local.Influxd;
import io.isobar.local.Mosquitto;
import io.isobar.local.MosquittoPub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The servers of one run, new and empty, in a folder that is gone when they are closed. Counts what is published through it. */
final class Site implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    /** Kept here, or its level would be collected with it. */
    private static final java.util.logging.Logger CHATTER = java.util.logging.Logger.getLogger("com.amazonaws");

    private static final String DATABASE = "bench";
    private static final String TABLE = "devices";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int TRIES = 100;
    /** Servers that are being started or ended may make it again. */
    private static final int TIMES_GONE = 3;

    private static final long BETWEEN_TRIES = 20_000_000;

    private final Build build;
    private final Path folder;
    private final Mosquitto broker;
    private final Influxd influxd;
    private final DynamoDbLocal table;
    private final Thread endWithUs;
    private long published;

    /** @param endWithUs deletes the folder */
    private Site(Build build, Path folder, Thread endWithUs) {
        this.build = build;
        this.folder = folder;
        this.endWithUs = endWithUs;
        this.influxd = Influxd.start(folder.resolve("influxd"));
        this.broker = Mosquitto.start(folder);
        // It warns of libraries that it does without.
        CHATTER.setLevel(java.util.logging.Level.OFF);
        this.table = DynamoDbLocal.start();
        table.createTableWithStream(TABLE, "metakey");
        // It takes each client that ends amid a request for an error of its own.
        ((Logger) LoggerFactory.getLogger("com.amazonaws")).setLevel(Level.OFF);
    }

    static Site open(Build build) throws IOException {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), "isobar-bench-" + UUID.randomUUID());
        // Before anything is made or started: a server may be missing, or this program told to end at any moment.
        Thread endWithUs = new Thread(() -> abandon(folder));
        Runtime.getRuntime().addShutdownHook(endWithUs);
        return new Site(build, Files.createDirectory(folder), endWithUs);
    }

    Build build() {
        return build;
    }

    Influxd influxd() {
        return influxd;
    }

    DynamoDbLocal table() {
        return table;
    }

    String brokerUrl() {
        return broker.url();
    }

    /** @return the answer of InfluxDB, as it is */
    JsonNode query(String influxQl) {
        return influxd.query(DATABASE, influxQl);
    }

    Path folder() {
        return folder;
    }

    /** Publishes messages one by one, as they come. */
    Publisher publisher() throws IOException {
        return new Publisher(broker.port(), Readings.TOPIC, this::published);
    }

    /** Starts the service and waits until it is ready. */
    Bridge start() throws InterruptedException {
        return start("isobar", Map.of());
    }

    /**
     * @param name of the process: that of its session at the broker and of its folder
     * @param further settings
     */
    Bridge start(String name, Map<String, String> further) throws InterruptedException {
        return Bridge.start(folder.resolve(name), build.program(), settings(name, further));
    }

    Map<String, String> settings(String name, Map<String, String> further) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "isobar.mqtt.url",
                broker.url(),
                "isobar.mqtt.client-id",
                name,
                // Longer than it is ever held.
                "isobar.mqtt.keep-alive",
                "10m",
                "isobar.aws.endpoint",
                table.url().toString(),
                "isobar.metadata.table",
                TABLE,
                "isobar.influx.url",
                influxd.url().toString(),
                "isobar.influx.database",
                DATABASE));
        settings.putAll(further);
        return settings;
    }

    /** Makes an item of six attributes for each metakey. */
    void addDevices(Readings readings) {
        table.putAll(TABLE, readings.metakeys().map(Site::item));
    }

    private static Map<String, String> item(String metakey) {
        return Map.of(
                "metakey", metakey,
                "family", "sensors",
                "site", "Hamburg-" + metakey.length(),
                "building", "B4",
                "room", "4.12",
                "unit", "hPa",
                "installed", "2020-09-25");
    }

    /** Publishes at QoS 1, in order; returns when the broker has all of them. */
    void publish(Readings readings, int from, int to) throws IOException, InterruptedException {
        publish(broker.port(), readings, from, to);
    }

    /** The same to another broker. */
    void publish(int port, Readings readings, int from, int to) throws IOException, InterruptedException {
        MosquittoPub.publish(port, Readings.TOPIC, readings.range(from, to));
        published(to - from);
    }

    /** Messages that become no points. */
    void publishUncounted(String topic, Stream<String> messages) throws IOException, InterruptedException {
        MosquittoPub.publish(broker.port(), topic, messages);
    }

    /** Counts messages that were published by other means. */
    synchronized void published(long count) {
        published += count;
    }

    /**
     * Waits until InfluxDB has taken as many points as messages were published, or for five minutes. By its own counter, which
     * costs next to nothing, and begins anew when it does.
     */
    void awaitPoints() throws InterruptedException {
        long start = System.nanoTime();
        while (taken() < published() && System.nanoTime() - start < PATIENCE.toNanos()) Thread.sleep(10);
    }

    /** The same by counting the points, which costs more the more there are. */
    void awaitCounted() throws InterruptedException {
        long start = System.nanoTime();
        while (points() < published() && System.nanoTime() - start < PATIENCE.toNanos()) Thread.sleep(100);
    }

    private synchronized long published() {
        return published;
    }

    private long taken() {
        for (JsonNode part : JSON.readTree(Http.get(influxd.url().resolve("/debug/vars")))) {
            if (part.path("name").asString("").equals("httpd")) {
                return part.at("/values/pointsWrittenOK").asLong();
            }
        }
        return 0;
    }

    private long points() {
        return influxd.count(DATABASE, "pressure", "pressureValue");
    }

    /** @throws IllegalStateException unless each message that was published is exactly one point */
    void check() {
        long points = points();
        if (points == published()) return;
        throw new IllegalStateException(
                "%d messages were published, and %d points are in InfluxDB".formatted(published(), points));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }

    /** This program ends amid a run: its servers are killed meanwhile, and until they are dead they may still write. */
    private static void abandon(Path folder) {
        for (int i = 0, gone = 0; i < TRIES && gone < TIMES_GONE; i++) {
            try {
                gone = Files.exists(folder) ? 0 : gone + 1;
                if (gone == 0) delete(folder);
            } catch (IOException | UncheckedIOException e) {
                // Somebody still writes into it.
            }
            LockSupport.parkNanos(BETWEEN_TRIES);
        }
    }

    @Override
    public void close() throws IOException {
        table.close();
        broker.close();
        influxd.close();
        delete(folder);
        try {
            Runtime.getRuntime().removeShutdownHook(endWithUs);
        } catch (IllegalStateException alreadyEnding) {
            // The hook finds nothing left to do.
        }
    }
}
