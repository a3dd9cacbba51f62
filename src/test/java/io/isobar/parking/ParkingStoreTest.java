package io.isobar.parking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.journal.Journal;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Intake;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.ParkReason;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.Tracked;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ParkingStoreTest {

    private static final long ROOM = 1_000_000;

    @TempDir
    Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Ledger ledger = new Ledger(100, 1 << 20, registry);
    private final PeerState state = new PeerState("parking", LoggerFactory.getLogger(ParkingStoreTest.class));
    private final List<String> acknowledged = new ArrayList<>();
    private Journal journal;

    @BeforeEach
    void open() {
        journal = Journal.open(folder.resolve("parked"));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void write_message_isAcknowledgedAndKeptOverARestart() throws Exception {
        store(ROOM, false).write(List.of(parked("a"), parked("b")));

        assertThat(acknowledged).containsExactly("a", "b");
        assertThat(registry.counter("isobar.parked", "reason", "not_json").count())
                .isEqualTo(2);
        close();
        open();
        assertThat(payloads(newest(store(ROOM, false), any -> true, 0, 10))).containsExactly("b", "a");
    }

    @Test
    void write_envelope_hasTheMembersThatOthersRelyOn() throws Exception {
        store(ROOM, false).write(List.of(parked("{")));

        JsonNode envelope =
                new JsonMapper().readTree(journal.read(0, 1).getFirst().value());
        assertThat(envelope.toString())
                .isEqualTo("{\"receivedAt\":\"2026-11-21T09:00:00Z\",\"topic\":\"/t\",\"reason\":\"not_json\","
                        + "\"base64OriginalPayload\":\"ew==\","
                        + "\"failures\":[{\"failedAction\":\"decode\",\"errorMessage\":\"why\"}]}");
    }

    @Test
    void newest_pagesAndReasons_areCutFromTheNewestOn() throws Exception {
        ParkingStore store = store(ROOM, false);
        for (int i = 0; i < 5; i++) store.write(List.of(parked("" + i)));

        assertThat(payloads(newest(store, any -> true, 1, 2))).containsExactly("3", "2");
        assertThat(payloads(newest(store, any -> true, 4, 10))).containsExactly("0");
        assertThat(newest(store, message -> message.reason().equals("too_large"), 0, 10))
                .isEmpty();
    }

    @Test
    void write_fullWithRotation_makesRoomByTheOldest() throws Exception {
        ParkingStore store = store(500, true);

        for (int i = 0; i < 20; i++) store.write(List.of(parked("" + i)));

        assertThat(journal.bytes()).isLessThanOrEqualTo(500);
        assertThat(payloads(newest(store, any -> true, 0, 1))).containsExactly("19");
        assertThat(acknowledged).hasSize(20);
    }

    @Test
    void write_full_waitsUnacknowledgedUntilThereIsRoom() throws Exception {
        ParkingStore store = store(300, false);
        store.write(List.of(parked("first")));
        Tracked<ParkedMessage> second = parked("second");

        Thread writing = Thread.ofVirtual().start(() -> writeUnchecked(store, second));
        while (state.failure().isEmpty()) Thread.onSpinWait();
        assertThat(acknowledged).containsExactly("first");
        assertThat(state.failure().orElseThrow()).contains("isobar.parking.maximum-size");
        store.remove(newest(store, any -> true, 0, 1).getFirst().number());
        writing.join();

        assertThat(acknowledged).containsExactly("first", "second");
    }

    @Test
    void replay_message_isRemovedWhenItIsSafeElsewhereAndNotBefore() throws Exception {
        ParkingStore store = store(ROOM, false);
        store.write(List.of(parked("a")));
        List<Delivery> taken = new ArrayList<>();

        store.replay(newest(store, any -> true, 0, 1).getFirst(), intake(taken));
        assertThat(store.count()).isEqualTo(1);
        ledger.written(taken.getFirst());

        assertThat(store.count()).isZero();
        assertThat(taken.getFirst().topic()).isEqualTo("/t");
        assertThat(taken.getFirst().receivedAt()).isEqualTo("2026-11-21T09:00:00Z");
        assertThat(new String(taken.getFirst().payload(), UTF_8)).isEqualTo("a");
    }

    @Test
    void forEach_actionThatParksAgain_seesOnlyWhatWasThereBefore() throws Exception {
        ParkingStore store = store(ROOM, false);
        store.write(List.of(parked("a"), parked("b")));

        long done = store.forEach(any -> true, parked -> {
            writeUnchecked(store, parked("again"));
            return true;
        });

        assertThat(done).isEqualTo(2);
        assertThat(store.count()).isEqualTo(4);
    }

    @Test
    void write_rotatingWhileOthersRemove_keepsTheCountTrue() throws Exception {
        ParkingStore store = store(5_000, true);
        Thread removing = Thread.ofVirtual().start(() -> {
            try {
                while (!Thread.interrupted()) store.remove(any -> true);
            } catch (InterruptedException done) {
                Thread.currentThread().interrupt();
            }
        });
        for (int i = 0; i < 2_000; i++) store.write(List.of(parked("message " + i)));
        removing.interrupt();
        removing.join();

        assertThat(newest(store, any -> true, 0, 1_000)).hasSize((int) store.count());
        store.remove(any -> true);
        assertThat(store.count()).isZero();
        assertThat(journal.bytes()).isZero();
    }

    private ParkingStore store(long maximumBytes, boolean rotate) {
        return new ParkingStore(journal, maximumBytes, rotate, ledger, state);
    }

    private Tracked<ParkedMessage> parked(String payload) throws InterruptedException {
        Instant received = Instant.parse("2026-11-21T09:00:00Z");
        Delivery delivery = new Delivery("/t", payload.getBytes(UTF_8), received, () -> acknowledged.add(payload));
        ledger.open(delivery, Duration.ZERO);
        return new Tracked<>(
                ParkedMessage.of(received, "/t", delivery.payload(), null, ParkReason.NOT_JSON, "why"), delivery);
    }

    private Intake intake(List<Delivery> taken) {
        return new Intake() {
            @Override
            public boolean accept(Delivery delivery, Duration patience) throws InterruptedException {
                return ledger.open(delivery, Duration.ZERO) && taken.add(delivery);
            }

            @Override
            public List<String> topics() {
                return List.of("/t");
            }

            @Override
            public int room() {
                return ledger.room(1);
            }

            @Override
            public boolean drain(Duration patience) {
                return true;
            }
        };
    }

    private static List<ParkingStore.Parked> newest(
            ParkingStore store, Predicate<ParkedMessage> matching, int skip, int most) {
        List<ParkingStore.Parked> found = new ArrayList<>();
        store.newest(matching, skip, most, found::add);
        return found;
    }

    private static void writeUnchecked(ParkingStore store, Tracked<ParkedMessage> parked) {
        try {
            store.write(List.of(parked));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> payloads(List<ParkingStore.Parked> parked) {
        return parked.stream()
                .map(one -> new String(one.message().payload(), UTF_8))
                .toList();
    }
}
