package io.isobar.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.journal.Journal;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.ParkReason;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.Tracked;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.helpers.NOPLogger;

@Timeout(60)
class WaitingRoomTest {

    private static final Instant ARRIVED = Instant.parse("2026-11-21T09:00:00.123456Z");

    @TempDir
    Path folder;

    private final PeerState state = new PeerState("spool", NOPLogger.NOP_LOGGER);
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final List<Delivery> written = new CopyOnWriteArrayList<>();
    private SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Ledger ledger = new Ledger(5000, 1 << 20, registry);
    private Journal journal;
    private volatile long freeBytes = 1 << 20;
    private WaitingRoom room;

    @BeforeEach
    void open() {
        journal = Journal.open(folder.resolve("waiting"));
        room = new WaitingRoom(journal, limits(), ledger, state);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void write_messages_acknowledgesAndCountsThemAsSpooled() throws Exception {
        room.write(messages("a", 0, 5));

        assertThat(acknowledged).hasValue(5);
        assertThat(room.count()).isEqualTo(5);
        assertThat(gauge("isobar.spooled")).isEqualTo(5);
        assertThat(gauge("isobar.in.flight")).isZero();
    }

    @Test
    void write_diskIsFull_waitsUntilThereIsRoom() throws Exception {
        freeBytes = 0;
        List<Tracked<Delivery>> messages = messages("a", 0, 5);
        Thread writer = Thread.ofPlatform().start(() -> {
            try {
                room.write(messages);
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
        });
        await().until(() -> state.failure().isPresent());
        assertThat(acknowledged).hasValue(0);

        freeBytes = 1 << 20;
        writer.join();

        assertThat(acknowledged).hasValue(5);
        assertThat(state.failure()).isEmpty();
    }

    @Test
    void drain_messagesThatCanGo_areClosedOnceAndTheOthersStay() throws Exception {
        room.write(messages("a", 0, 1500));
        room.write(messages("b", 0, 1500));
        known.add("b");

        try (WaitingDrain drain = drain(this::writeIfKnown)) {
            await().until(() -> room.count() == 1500);
            assertThat(written)
                    .hasSize(1500)
                    .allMatch(delivery -> delivery.topic().equals("b"));

            known.add("a");
            await().until(() -> room.count() == 0);
        }

        assertThat(written).hasSize(3000);
        assertThat(gauge("isobar.spooled")).isZero();
        assertThat(registry.get("isobar.written").counter().count()).isEqualTo(3000);
        assertThat(acknowledged).hasValue(3000);
    }

    @Test
    void drain_message_isWhatItWas() throws Exception {
        room.write(messages("a", 7, 8));
        known.add("a");

        try (WaitingDrain drain = drain(this::writeIfKnown)) {
            await().until(() -> room.count() == 0);
        }

        Delivery again = written.getFirst();
        assertThat(again.topic()).isEqualTo("a");
        assertThat(again.receivedAt()).isEqualTo(ARRIVED);
        assertThat(new String(again.payload(), UTF_8)).isEqualTo("7");
    }

    @Test
    void drain_messageFails_goesOnWaitingAndHoldsUpNoOther() throws Exception {
        room.write(messages("broken", 0, 1));
        room.write(messages("a", 0, 10));
        known.add("a");

        try (WaitingDrain drain = drain(delivery -> delivery.topic().equals("broken")
                ? CompletableFuture.failedFuture(new IllegalStateException("broken"))
                : writeIfKnown(delivery))) {
            await().until(() -> room.count() == 1);
        }

        assertThat(written).hasSize(10);
    }

    /** What is safe elsewhere would otherwise come again with the next process. */
    @Test
    void close_whileSomeOfAPageAreUnderWay_removesThoseThatAreSafe() throws Exception {
        room.write(messages("a", 0, 10));
        AtomicInteger tried = new AtomicInteger();
        try (WaitingDrain drain = drain(delivery -> {
            if (tried.incrementAndGet() <= 4) ledger.parked(delivery, ParkReason.MISSING_FIELD);
            return CompletableFuture.completedFuture(true);
        })) {
            await().until(() -> tried.get() == 10);
        }

        assertThat(room.count()).isEqualTo(6);
    }

    @Test
    void drain_messageIsParked_leaves() throws Exception {
        room.write(messages("a", 0, 3));

        try (WaitingDrain drain = drain(delivery -> {
            ledger.parked(delivery, ParkReason.MISSING_FIELD);
            return CompletableFuture.completedFuture(true);
        })) {
            await().until(() -> room.count() == 0);
        }

        assertThat(gauge("isobar.spooled")).isZero();
    }

    @Test
    void open_withMessagesOfAnEarlierProcess_countsThemAsReceivedAndSpooled() throws Exception {
        room.write(messages("a", 0, 3));
        registry = new SimpleMeterRegistry();
        ledger = new Ledger(10, 1 << 20, registry);

        room = new WaitingRoom(journal, limits(), ledger, state);

        assertThat(registry.get("isobar.received").counter().count()).isEqualTo(3);
        assertThat(gauge("isobar.spooled")).isEqualTo(3);
    }

    private SpoolLimits limits() {
        return new SpoolLimits(List.of(journal), 1 << 20, 1000, () -> freeBytes);
    }

    private WaitingDrain drain(Function<Delivery, CompletableFuture<Boolean>> again) {
        WaitingDrain drain = new WaitingDrain(room, again);
        drain.start();
        return drain;
    }

    private CompletableFuture<Boolean> writeIfKnown(Delivery delivery) {
        boolean goes = known.contains(delivery.topic());
        if (goes) {
            written.add(delivery);
            ledger.written(delivery);
        }
        return CompletableFuture.completedFuture(goes);
    }

    private List<Tracked<Delivery>> messages(String topic, int from, int to) throws InterruptedException {
        List<Delivery> deliveries = IntStream.range(from, to)
                .mapToObj(number -> new Delivery(
                        topic, Integer.toString(number).getBytes(UTF_8), ARRIVED, acknowledged::incrementAndGet))
                .toList();
        for (Delivery delivery : deliveries)
            assertThat(ledger.open(delivery, Duration.ZERO)).isTrue();
        return deliveries.stream()
                .map(delivery -> new Tracked<>(delivery, delivery))
                .toList();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }
}
