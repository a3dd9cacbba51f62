package io.isobar.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.RocksDB;

class JournalTest {

    @TempDir
    Path parent;

    private Path folder;

    @BeforeEach
    void nameFolder() {
        folder = parent.resolve("journal");
    }

    @Test
    void append_thenRead_isInOrderAndCounted() {
        try (Journal journal = Journal.open(folder)) {
            journal.append(values(0, 3));
            journal.append(values(3, 5));

            assertThat(texts(journal.read(0, 10))).containsExactly("v0", "v1", "v2", "v3", "v4");
            assertThat(texts(journal.read(3, 2))).containsExactly("v2", "v3");
            assertThat(texts(journal.readBackwards(Long.MAX_VALUE, 2))).containsExactly("v4", "v3");
            assertThat(journal.count()).isEqualTo(5);
            assertThat(journal.bytes()).isEqualTo(10);
        }
    }

    @Test
    void read_longEntries_endsAPageEarlyButNeverBeforeTheFirst() {
        try (Journal journal = Journal.open(folder)) {
            for (int i = 0; i < 4; i++) journal.append(List.of(new byte[5 << 20]));
            journal.append(List.of(new byte[20 << 20]));

            assertThat(journal.read(0, 10)).hasSize(2);
            assertThat(journal.read(3, 10)).hasSize(2);
            assertThat(journal.readBackwards(Long.MAX_VALUE, 10)).hasSize(1);
            assertThat(journal.readBackwards(5, 10)).hasSize(2);
        }
    }

    @Test
    void remove_firstOrAny_leavesTheOthersAndNeverReusesANumber() {
        try (Journal journal = Journal.open(folder)) {
            journal.append(values(0, 6));

            journal.removeFirst(journal.read(0, 2));
            journal.remove(List.of(5L, 99L));
            journal.append(values(6, 7));

            assertThat(texts(journal.read(0, 10))).containsExactly("v2", "v3", "v5", "v6");
            assertThat(journal.get(7)).isPresent();
            assertThat(journal.get(5)).isEmpty();
            assertThat(journal.count()).isEqualTo(4);
            assertThat(journal.bytes()).isEqualTo(8);
        }
    }

    @Test
    void removeFirst_everything_givesTheSpaceBack() throws IOException {
        try (Journal journal = Journal.open(folder)) {
            for (int i = 0; i < 1_200; i++) journal.append(large(i));
            assertThat(tables()).isGreaterThan(30_000_000);

            while (journal.count() > 0) journal.removeFirst(journal.read(0, 5_000));

            assertThat(tables()).isLessThan(1_000_000);
        }
    }

    @Test
    void open_again_findsEverything() {
        try (Journal journal = Journal.open(folder)) {
            journal.append(values(0, 1000));
            journal.removeFirst(journal.read(0, 400));
        }
        try (Journal journal = Journal.open(folder)) {
            assertThat(texts(journal.read(0, 1))).containsExactly("v400");
            assertThat(journal.count()).isEqualTo(600);
            assertThat(journal.setAside()).isEmpty();
            journal.append(values(1000, 1001));
            assertThat(journal.readBackwards(Long.MAX_VALUE, 1).getFirst().number())
                    .isEqualTo(1001);
        }
    }

    /** It kept how many entries there are and how long they are, but not which is the first. */
    @Test
    void open_ofAnEarlierVersion_findsEverything() throws Exception {
        try (Journal journal = Journal.open(folder)) {
            journal.append(values(0, 5));
            journal.removeFirst(journal.read(0, 2));
        }
        try (RocksDB db = RocksDB.open(folder.toString())) {
            db.put(Journal.SIZE_KEY, Arrays.copyOf(db.get(Journal.SIZE_KEY), 3 * Long.BYTES));
        }

        try (Journal journal = Journal.open(folder)) {
            assertThat(journal.setAside()).isEmpty();
            assertThat(journal.count()).isEqualTo(3);
            assertThat(texts(journal.read(0, 10))).containsExactly("v2", "v3", "v4");
        }
    }

    @Test
    void open_tornTail_keepsWhatIsBeforeIt() throws IOException {
        Path crashed = crashedWith(values(0, 100), values(100, 200));
        Path wal = largest(crashed, ".log");
        truncate(wal, Files.size(wal) - 5);

        try (Journal journal = Journal.open(crashed)) {
            assertThat(texts(journal.read(0, 1000))).hasSize(100).endsWith("v99");
            assertThat(journal.count()).isEqualTo(100);
        }
    }

    @Test
    void open_flippedBitInTheLog_savesTheRestAndSetsTheFilesAside() throws IOException {
        Path crashed = crashedWith(large(0), large(1), large(2), large(3));
        Path wal = largest(crashed, ".log");
        flip(wal, Files.size(wal) * 5 / 8);

        try (Journal journal = Journal.open(crashed)) {
            assertThat(journal.count()).isBetween(200L, 399L);
            assertThat(journal.read(0, 1000)).hasSize((int) journal.count());
            assertThat(journal.setAside())
                    .hasValueSatisfying(aside -> assertThat(aside).isDirectory());
            journal.append(values(0, 1));
            assertThat(texts(journal.readBackwards(Long.MAX_VALUE, 1))).containsExactly("v0");
        }
    }

    @Test
    void open_flippedBitInATable_savesTheRestAndSetsTheFilesAside() throws IOException {
        try (Journal journal = Journal.open(folder)) {
            for (int i = 0; i < 600; i++) journal.append(large(i));
        }
        Path table = largest(folder, ".sst");
        flip(table, Files.size(table) / 2);

        try (Journal journal = Journal.open(folder)) {
            assertThat(journal.count()).isBetween(30_000L, 59_999L);
            assertThat(journal.setAside()).isPresent();
            assertThat(journal.readBackwards(Long.MAX_VALUE, 1)).hasSize(1);
        }
    }

    /** Three tables and a log of 60,000 entries; each damage costs what it hits, and none of the others. */
    @ParameterizedTest
    @ValueSource(strings = {"start of a table", "end of a table", "half a table", "no table", "manifest", "no CURRENT"})
    void open_damagedAnywhere_savesWhatIsNotHit(String damage) throws IOException {
        Path crashed = crashedWith(IntStream.range(0, 1_000).mapToObj(JournalTest::large));
        List<Path> tables;
        try (Stream<Path> files = Files.list(crashed)) {
            tables = files.filter(file -> file.toString().endsWith(".sst"))
                    .sorted()
                    .toList();
        }
        assertThat(tables).hasSizeGreaterThan(1);
        Path table = tables.getFirst();
        switch (damage) {
            case "start of a table" -> flip(table, 100);
            case "end of a table" -> flip(table, Files.size(table) - 5);
            case "half a table" -> truncate(table, Files.size(table) / 2);
            case "no table" -> Files.delete(table);
            case "manifest" -> flip(largest(crashed, "MANIFEST"), 60);
            default -> Files.delete(crashed.resolve("CURRENT"));
        }

        try (Journal journal = Journal.open(crashed)) {
            long least = damage.contains("table") ? 100_000 / (tables.size() + 1) : 99_900;
            assertThat(journal.count()).isBetween(least, 100_000L);
            assertThat(journal.setAside()).isPresent();
            assertThat(journal.readBackwards(Long.MAX_VALUE, 1).getFirst().number())
                    .isEqualTo(100_000);
        }
    }

    @Test
    void open_processDiedWhileItSaved_startsAgainOrTakesWhatIsComplete() throws IOException {
        try (Journal journal = Journal.open(folder)) {
            journal.append(values(0, 10));
        }
        Path incomplete = Files.createDirectories(parent.resolve("journal.salvaging"));
        Files.writeString(incomplete.resolve("something"), "half");
        try (Journal journal = Journal.open(folder)) {
            assertThat(journal.count()).isEqualTo(10);
            assertThat(incomplete).doesNotExist();
        }

        Files.move(folder, incomplete);
        Files.createDirectories(parent.resolve("journal.damaged-20261121-090000-000"));
        try (Journal journal = Journal.open(folder)) {
            assertThat(journal.count()).isEqualTo(10);
            assertThat(journal.setAside()).isPresent();
        }
    }

    @Test
    void open_currentIsGarbage_savesWhatThereIsAndSetsTheFilesAside() throws IOException {
        try (Journal journal = Journal.open(folder)) {
            journal.append(values(0, 10));
        }
        Files.writeString(folder.resolve("CURRENT"), "garbage");

        try (Journal journal = Journal.open(folder)) {
            assertThat(journal.count()).isEqualTo(10);
            assertThat(journal.setAside()).isPresent();
            journal.append(values(0, 1));
        }
    }

    @SafeVarargs
    private Path crashedWith(List<byte[]>... appends) throws IOException {
        return crashedWith(Stream.of(appends));
    }

    /** A copy of the files while the journal is open is what a crash leaves behind. */
    private Path crashedWith(Stream<List<byte[]>> appends) throws IOException {
        Path copy = parent.resolve("crashed");
        try (Journal journal = Journal.open(folder)) {
            appends.forEach(journal::append);
            while (!isCopied(copy)) Files.createDirectories(copy);
        }
        return copy;
    }

    /** RocksDB may be taking away a log that it has made a table of. */
    private boolean isCopied(Path copy) throws IOException {
        if (!Files.exists(copy)) return false;
        try (Stream<Path> files = Files.list(copy)) {
            for (Path file : files.toList()) Files.delete(file);
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) Files.copy(file, copy.resolve(file.getFileName()));
            return true;
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private static List<byte[]> values(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> ("v" + i).getBytes(UTF_8))
                .toList();
    }

    /** A hundred entries that are hard to compress, 50 KB in all. */
    private static List<byte[]> large(int seed) {
        Random random = new Random(seed);
        return IntStream.range(0, 100).mapToObj(i -> bytes(random)).toList();
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[500];
        random.nextBytes(bytes);
        return bytes;
    }

    private static List<String> texts(List<Journal.Entry> entries) {
        return entries.stream().map(entry -> new String(entry.value(), UTF_8)).toList();
    }

    private static Path largest(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().contains(ending))
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
    }

    /** How long the tables are together; the log is bounded anyway. */
    private long tables() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static void truncate(Path file, long length) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(length);
        }
    }

    private static void flip(Path file, long at) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(at);
            int old = access.read();
            access.seek(at);
            access.write(old ^ 0x10);
        }
    }
}
