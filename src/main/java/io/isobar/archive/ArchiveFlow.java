package io.isobar.archive;

import io.isobar.dynamodb.BatchWriter;
import io.isobar.mqtt.MqttSource;
import io.isobar.pipeline.Batcher;
import io.isobar.pipeline.ByteBudget;
import io.isobar.pipeline.Intake;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.Parking;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The way of messages from topics into a table: received, read, put, acknowledged; from its start to its end. */
final class ArchiveFlow {

    private static final Logger log = LoggerFactory.getLogger(ArchiveFlow.class);
    /** The most messages on their way. */
    private static final int CAPACITY = 5_000;

    /** Of a digest: enough that no two flows have one, and few enough for the client ids of any broker. */
    private static final int ID_BYTES = 6;

    private static final Duration LINGER = Duration.ofMillis(10);

    private final String name;
    private final PeerState state;
    private final BatchWriter table;
    private final Batcher<ArchiveItems> batcher;
    private final Intake intake;
    private final MqttSource source;
    private final @Nullable Worker making;

    /**
     * Does no I/O.
     *
     * @param bytes of messages on their way
     * @param parking takes what is to be parked
     */
    ArchiveFlow(
            ArchiveProperties.Flow flow,
            DynamoDbClient client,
            Parking parking,
            MqttSource.Factory sources,
            ByteBudget bytes,
            MeterRegistry registry) {
        String id = "archive-" + id(flow);
        this.name = "archive of %s in %s".formatted(flow.input(), flow.table());
        this.state = new PeerState("table " + flow.table() + " of the archive", log);
        Tags tags = Tags.of("input", flow.input(), "table", flow.table());
        Ledger ledger = new Ledger("isobar.archive", tags, CAPACITY, bytes, registry);
        this.table = BatchWriter.to(
                client,
                flow.table(),
                flow.keys().stream().map(KeyPattern::name).collect(Collectors.toSet()),
                flow.connections(),
                flow.maxRetry(),
                state);
        int batch = flow.connections() * BatchWriter.BATCH;
        this.batcher =
                new Batcher<>("isobar-" + id, batch, LINGER, ledger, new ArchiveSink(table, ledger, name, parking));
        this.intake = new ArchiveIntake(flow.input(), new ItemReader(flow), ledger, batcher::add);
        this.source = sources.source(id, intake, "isobar.archive");
        this.making = flow.isTableAutomatic()
                ? new Worker(
                        "isobar-" + id + "-table", new AutomaticTable(client, flow.table(), flow.keys(), state)::make)
                : null;
    }

    /**
     * Of its session at the broker, which knows what it has subscribed to: under a number, the messages that wait for a flow would
     * come to another one as soon as the flows change their places.
     */
    private static String id(ArchiveProperties.Flow flow) {
        byte[] what = (flow.input() + "\n" + flow.table()).getBytes(StandardCharsets.UTF_8);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(what);
            return HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** How parked messages and health name it. */
    String name() {
        return name;
    }

    Intake intake() {
        return intake;
    }

    void start() {
        if (making != null) making.start();
        batcher.start();
        source.start();
        log.info("{} begins", name);
    }

    /** Takes nothing more, and lets what was taken settle for some seconds; the rest is delivered again. */
    void stop() throws InterruptedException {
        source.stop();
        batcher.close();
        table.close();
        if (making != null) making.close();
    }

    boolean isReady() {
        return source.isReady() && state.failure().isEmpty();
    }

    /** What does not work now, in words. */
    List<String> failures() {
        return Stream.of(source.failure(), state.failure())
                .flatMap(Optional::stream)
                .toList();
    }
}
