package io.isobar.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.journal.Journal;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.ParkReason;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.Sink;
import io.isobar.pipeline.Tracked;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(60)
class SpoolTest {

    @TempDir
    Path folder;

    private final PeerState state = new PeerState("spool", LoggerFactory.getLogger(SpoolTest.class));
    private final List<Integer> acknowledged = Collections.synchronizedList(new ArrayList<>());
    private final List<String> written = Collections.synchronizedList(new ArrayList<>());
    private SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Ledger ledger = new Ledger(20, 1 << 20, registry);
    private Journal journal;
    private Spool spool;

    @BeforeEach
    void open() {
        journal = Journal.open(folder.resolve("spool"));
        spool = spool(1 << 20, 1 << 20);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void keep_batch_acknowledgesAndCountsItAsSpooled() throws Exception {
        assertThat(spool.keep(lines(0, 5))).isTrue();

        assertThat(acknowledged).containsExactly(0, 1, 2, 3, 4);
        assertThat(spool.count()).isEqualTo(5);
        assertThat(gauge("isobar.spooled")).isEqualTo(5);
        assertThat(gauge("isobar.in.flight")).isZero();
        assertAddsUp();
    }

    @Test
    void keep_moreThanMayBe_keepsNothingAndAcknowledgesNothing() throws Exception {
        spool = spool(300, 1 << 20);

        assertThat(spool.keep(lines(0, 10))).isFalse();

        assertThat(acknowledged).isEmpty();
        assertThat(spool.count()).isZero();
        assertThat(state.failure().orElseThrow()).contains("isobar.spool.max-size");
        assertThat(spool.keep(lines(10, 11))).isTrue();
        assertThat(state.failure()).isEmpty();
        assertAddsUp();
    }

    @Test
    void keep_diskNearlyFull_keepsNothing() throws Exception {
        spool = spool(1 << 20, 1000);

        assertThat(spool.keep(lines(0, 1))).isFalse();

        assertThat(state.failure().orElseThrow()).contains("isobar.spool.minimum-free");
        assertThat(acknowledged).isEmpty();
    }

    @Test
    void drain_fullSpool_writesAllInOrderAndLeavesNothing() throws Exception {
        spool.keep(lines(0, 10));
        spool.keep(lines(10, 20));

        try (SpoolDrain drain = new SpoolDrain(spool, this::write)) {
            drain.start();
            await().until(() -> spool.count() == 0);
            spool.keep(lines(20, 25));
            await().until(() -> spool.count() == 0);
        }

        assertThat(written)
                .isEqualTo(IntStream.range(0, 25).mapToObj(i -> "line" + i).toList());
        assertThat(gauge("isobar.spooled")).isZero();
        assertAddsUp();
    }

    @Test
    void drain_afterTheSpoolWasFull_saysThatItWorks() throws Exception {
        spool = spool(1_000, 1 << 20);
        spool.keep(lines(0, 5));
        assertThat(spool.keep(lines(5, 20))).isFalse();
        assertThat(state.failure()).isPresent();

        try (SpoolDrain drain = new SpoolDrain(spool, this::write)) {
            drain.start();
            await().until(() -> spool.count() == 0);
        }

        assertThat(state.failure()).isEmpty();
    }

    @Test
    void drain_refusedPoint_isParkedWithItsMessage() throws Exception {
        List<Delivery> parked = new ArrayList<>();
        Sink<String> refusing = batch -> batch.forEach(line -> {
            parked.add(line.delivery());
            ledger.parked(line.delivery(), ParkReason.REJECTED);
        });
        spool.keep(lines(0, 1));

        try (SpoolDrain drain = new SpoolDrain(spool, refusing)) {
            drain.start();
            await().until(() -> spool.count() == 0);
        }

        assertThat(parked.getFirst().topic()).isEqualTo("/t");
        assertThat(parked.getFirst().payload()).isEqualTo("payload0".getBytes(UTF_8));
        assertThat(parked.getFirst().receivedAt()).isEqualTo(Instant.EPOCH);
        assertAddsUp();
    }

    @Test
    void drain_stoppedInTheMiddle_isWrittenByTheNextProcess() throws Exception {
        spool.keep(lines(0, 3));
        AtomicInteger tries = new AtomicInteger();
        Sink<String> away = batch -> {
            tries.incrementAndGet();
            Thread.sleep(Duration.ofHours(1));
        };
        try (SpoolDrain drain = new SpoolDrain(spool, away)) {
            drain.start();
            await().until(() -> tries.get() == 1);
        }
        journal.close();

        registry = new SimpleMeterRegistry();
        ledger = new Ledger(20, 1 << 20, registry);
        open();
        assertThat(gauge("isobar.spooled")).isEqualTo(3);
        assertAddsUp();
        try (SpoolDrain drain = new SpoolDrain(spool, this::write)) {
            drain.start();
            await().until(() -> spool.count() == 0);
        }

        assertThat(written).containsExactly("line0", "line1", "line2");
        assertAddsUp();
    }

    /** What the spool is emptied of must find its way when everything that may be open waits for room in the spool. */
    @Test
    void drain_whileEverythingThatMayBeOpenIs_goesOn() throws Exception {
        spool.keep(lines(0, 20));
        List<Tracked<String>> stuck = lines(20, 40);
        assertThat(ledger.open()).isEqualTo(20);

        try (SpoolDrain drain = new SpoolDrain(spool, this::write)) {
            drain.start();
            await().until(() -> spool.count() == 0);
        }

        assertThat(written).hasSize(20);
        assertThat(spool.keep(stuck)).isTrue();
    }

    private Spool spool(long maximumBytes, long freeBytes) {
        return new Spool(
                journal, new SpoolLimits(List.of(journal), maximumBytes, 1000, () -> freeBytes), ledger, state);
    }

    private void write(List<Tracked<String>> batch) {
        for (Tracked<String> line : batch) {
            written.add(line.value());
            ledger.written(line.delivery());
        }
    }

    private List<Tracked<String>> lines(int from, int to) throws InterruptedException {
        List<Tracked<String>> lines = new ArrayList<>();
        for (int i = from; i < to; i++) {
            int number = i;
            byte[] payload = ("payload" + i).getBytes(UTF_8);
            Delivery delivery = new Delivery("/t", payload, Instant.EPOCH, () -> acknowledged.add(number));
            assertThat(ledger.open(delivery, Duration.ZERO)).isTrue();
            lines.add(new Tracked<>("line" + i, delivery));
        }
        return lines;
    }

    private void assertAddsUp() {
        double parked = registry.counter("isobar.parked", "reason", "rejected").count();
        assertThat(registry.counter("isobar.received").count())
                .isEqualTo(registry.counter("isobar.written").count()
                        + parked
                        + gauge("isobar.spooled")
                        + gauge("isobar.in.flight"));
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }
}
