package io.isobar.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Messages under keys of their own that mosquitto has queued while the process, which has kept as many before, is held: from its
 * release until DynamoDB Local has all of them.
 */
record Archive(int messages) implements Scenario {

    private static final String TABLE = "archive";
    private static final String TOPIC = "archive/data";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Override
    public Figures run(Site site) throws Exception {
        site.table().createTable(TABLE, "id", "at");
        Map<String, String> settings = Map.of(
                "isobar.mqtt.topic", "",
                "isobar.archive.flow.input", TOPIC,
                "isobar.archive.flow.table-name", TABLE,
                "isobar.archive.flow.param-partition-key", "id",
                "isobar.archive.flow.param-sort-key", "at|%Y-%m-%dT%H:%M:%S.%f");
        try (Bridge bridge = site.start("isobar", settings)) {
            publish(site, 0);
            awaitWritten(bridge, messages);
            bridge.hold();
            publish(site, messages);
            ProcessCost before = bridge.cost();
            long begin = System.nanoTime();
            bridge.release();
            awaitWritten(bridge, 2 * messages);
            Duration time = Duration.ofNanos(System.nanoTime() - begin);
            Figures figures = new Figures()
                    .put("messagesPerSecond", messages / Figures.seconds(time))
                    .putCpu(before, bridge.cost(), messages)
                    .put("peakRssMb", bridge.cost().peakMb());
            check(site);
            return figures;
        }
    }

    /** Both compilers: only the second one has SHA-256, by which each request is signed, in instructions of its own. */
    @Override
    public List<String> jvm() {
        return List.of("-XX:TieredStopAtLevel=4");
    }

    private void publish(Site site, int from) throws IOException, InterruptedException {
        Stream<String> numbered = IntStream.range(from, from + messages)
                .mapToObj(i ->
                        ("{\"timestamp\":%d,\"id\":\"%s\",\"device\":\"thing-%d\",\"temperature\":21.5,\"humidity\":%d,"
                                        + "\"state\":\"ok\"}")
                                .formatted(1_700_000_000_000L + i, new UUID(i, i), i % 1_000, i % 100));
        site.publishUncounted(TOPIC, numbered);
    }

    /** Seldom, for asking costs the process that is measured. */
    private static void awaitWritten(Bridge bridge, long count) throws InterruptedException {
        long start = System.nanoTime();
        while (bridge.metric("isobar_archive_written_total") < count) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IllegalStateException("not all messages are kept after " + PATIENCE);
            }
            Thread.sleep(1_000);
        }
    }

    private void check(Site site) {
        int kept = site
                .table()
                .client()
                .scanPaginator(scan -> scan.tableName(TABLE).select("COUNT"))
                .stream()
                .mapToInt(page -> page.count())
                .sum();
        if (kept != 2 * messages) {
            throw new IllegalStateException(2 * messages + " messages were published, and " + kept + " are kept");
        }
    }
}
