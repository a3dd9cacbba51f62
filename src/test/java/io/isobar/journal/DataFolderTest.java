package io.isobar.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isobar.pipeline.InvalidSetting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir
    Path dir;

    @Test
    void take_noSlots_isTheFolderItself() throws IOException {
        try (DataFolder first = take(0);
                DataFolder second = take(0)) {
            assertThat(first.path()).isEqualTo(dir);
            assertThat(second.path()).isEqualTo(dir);
        }
    }

    @Test
    void take_slots_givesEachOneOfItsOwn() throws IOException {
        try (DataFolder first = take(2);
                DataFolder second = take(2)) {
            assertThat(first.path()).isEqualTo(dir.resolve("slot-1"));
            assertThat(second.path()).isEqualTo(dir.resolve("slot-2"));

            assertThatThrownBy(() -> take(2))
                    .isInstanceOf(InvalidSetting.class)
                    .hasMessageStartingWith("isobar.data.slots is '2'; allowed is at least as many as processes share");
        }
    }

    @Test
    void take_slotGivenBack_isTakenAgain() throws IOException {
        DataFolder first = take(2);
        try (DataFolder second = take(2)) {
            first.close();
            try (DataFolder third = take(2)) {
                assertThat(third.path()).isEqualTo(first.path()).isNotEqualTo(second.path());
            }
        }
    }

    /** It may hold what a dead process has left. */
    @Test
    void take_slotThatIsThere_goesBeforeANewOne() throws IOException {
        Files.createDirectories(dir.resolve("slot-3"));

        try (DataFolder first = take(3);
                DataFolder second = take(3)) {
            assertThat(first.path()).isEqualTo(dir.resolve("slot-3"));
            assertThat(second.path()).isEqualTo(dir.resolve("slot-1"));
        }
    }

    @Test
    void take_slotThatCannotBeMade_namesTheFolder() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "");

        assertThatThrownBy(() -> DataFolder.take(file.toString(), 1))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageStartingWith("isobar.data.dir is '" + file + "'; allowed is a folder that can be written: ");
    }

    /** Fewer processes than before, or fewer slots: nobody else might ever take slot-2. */
    @Test
    void open_journalsInSlotsThatNobodyHas_areMovedToOurs() throws IOException {
        try (DataFolder first = take(2);
                DataFolder second = take(2)) {
            append(first, "a");
            append(second, "b", "c");
        }
        append(dir, "d");

        try (DataFolder only = take(1)) {
            assertThat(entries(only)).containsExactly("a", "b", "c", "d");
        }
        assertThat(dir.resolve("slot-2").resolve("spool")).doesNotExist();
        try (DataFolder only = take(1)) {
            assertThat(entries(only)).containsExactly("a", "b", "c", "d");
        }
        try (DataFolder withoutSlots = take(0)) {
            assertThat(entries(withoutSlots)).containsExactly("a", "b", "c", "d");
        }
    }

    @Test
    void open_journalsThatOthersHave_stayThere() throws IOException {
        try (DataFolder first = take(2);
                Journal ofFirst = first.open("spool", new SimpleMeterRegistry());
                Journal ofFolder = Journal.open(dir.resolve("spool"));
                DataFolder second = take(2)) {
            ofFirst.append(List.of(bytes("a")));
            ofFolder.append(List.of(bytes("b")));

            assertThat(entries(second)).isEmpty();
            assertThat(ofFirst.count()).isEqualTo(1);
            assertThat(ofFolder.count()).isEqualTo(1);
        }
    }

    /** It may be locked only because another process looks through it. */
    @Test
    void take_allSlotsAreTaken_waitsForOne() throws Exception {
        DataFolder first = take(1);
        AtomicReference<DataFolder> second = new AtomicReference<>();
        Thread waiting =
                Thread.ofPlatform().start(() -> second.set(DataFolder.take(dir.toString(), 1, Duration.ofMinutes(1))));
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        first.close();
        waiting.join();

        try (DataFolder taken = second.get()) {
            assertThat(taken.path()).isEqualTo(dir.resolve("slot-1"));
        }
    }

    private static void append(DataFolder data, String... values) {
        append(data.path(), values);
    }

    private static void append(Path folder, String... values) {
        try (Journal journal = Journal.open(folder.resolve("spool"))) {
            journal.append(Stream.of(values).map(DataFolderTest::bytes).toList());
        }
    }

    private static List<String> entries(DataFolder data) {
        try (Journal journal = data.open("spool", new SimpleMeterRegistry())) {
            return journal.read(1, 100).stream()
                    .map(entry -> new String(entry.value(), StandardCharsets.UTF_8))
                    .toList();
        }
    }

    private static byte[] bytes(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private DataFolder take(int slots) {
        return DataFolder.take(dir.toString(), slots, Duration.ZERO);
    }
}
