package io.isobar.journal;

import io.isobar.pipeline.InvalidSetting;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder in which this process keeps what must survive. Where several processes share one, each takes a slot in it: a
 * folder {@code slot-1}, {@code slot-2} and so on, whose file {@code lock} it keeps locked. The system gives the lock back when
 * the process ends, however it ends, and the next process goes on with what it finds in the slot, and in all that nobody has.
 */
public final class DataFolder implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DataFolder.class);

    /** While a slot is looked through for what is left in it, it is locked. */
    private static final Duration PATIENCE = Duration.ofSeconds(35);

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
    private static final Pattern SLOT = Pattern.compile("slot-\\d+");

    private final Path path;
    private final Leftovers leftovers;
    /** Its lock lasts until it is closed. */
    private final @Nullable FileChannel locked;

    private DataFolder(Path folder, Path path, @Nullable FileChannel locked) {
        this.path = path;
        this.leftovers = new Leftovers(folder, path);
        this.locked = locked;
    }

    /**
     * Takes the folder itself if there are no slots, or else the first slot that nobody has: of those that are there first,
     * because one of them may hold what a dead process has left.
     *
     * @throws InvalidSetting if all slots are taken, or the folder cannot be written
     */
    public static DataFolder take(String dir, int slots) {
        return take(dir, slots, PATIENCE);
    }

    /** @param patience how long to wait for a slot */
    static DataFolder take(String dir, int slots, Duration patience) {
        try {
            Path folder = Path.of(dir);
            if (slots == 0) return new DataFolder(folder, folder, null);
            DataFolder slot = firstFree(folder, slots, patience)
                    .orElseThrow(() -> new InvalidSetting(
                            "isobar.data.slots",
                            slots,
                            "at least as many as processes share isobar.data.dir %s; all there are taken"
                                    .formatted(dir)));
            log.info("data is kept in {}, one of {} slots", slot.path, slots);
            return slot;
        } catch (JournalException | InvalidPathException e) {
            throw unusable(dir, e);
        }
    }

    private static Optional<DataFolder> firstFree(Path folder, int slots, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<DataFolder> slot =
                    slots(folder, slots).flatMap(path -> lock(path).stream()).findFirst();
            if (slot.isPresent() || System.nanoTime() - end >= 0) return slot;
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
        }
    }

    /** All that are there, however many the setting allows. */
    static List<Path> allSlots(Path folder) throws IOException {
        if (Files.notExists(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(
                            file -> SLOT.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    /** Read when it is asked for, so that a slot which another process has just made is tried, too. */
    private static Stream<Path> slots(Path folder, int slots) {
        List<Path> all = IntStream.rangeClosed(1, slots)
                .mapToObj(number -> folder.resolve("slot-" + number))
                .toList();
        return Stream.concat(all.stream().filter(Files::isDirectory), all.stream());
    }

    static Optional<DataFolder> lock(Path slot) {
        try {
            Files.createDirectories(slot);
            FileChannel file =
                    FileChannel.open(slot.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(file)) return Optional.of(new DataFolder(slot.resolveSibling(""), slot, file));
            file.close();
            return Optional.empty();
        } catch (IOException e) {
            throw new JournalException("cannot lock " + slot, e);
        }
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException byThisProcess) {
            return false;
        }
    }

    public Path path() {
        return path;
    }

    /**
     * Opens the journal of that name, with what others have left, and says in a metric whether it was found damaged.
     *
     * @throws InvalidSetting if it cannot be opened there
     */
    public Journal open(String name, MeterRegistry registry) {
        try {
            Journal journal = Journal.open(path.resolve(name));
            leftovers.moveTo(journal, name);
            Gauge.builder(
                            "isobar.journal.damaged",
                            journal,
                            opened -> opened.setAside().isPresent() ? 1 : 0)
                    .description("1 while files that were found damaged and set aside lie beside it")
                    .tag("journal", name)
                    .register(registry);
            return journal;
        } catch (JournalException e) {
            throw unusable(path.toString(), e);
        }
    }

    private static InvalidSetting unusable(String dir, RuntimeException why) {
        return new InvalidSetting("isobar.data.dir", dir, "a folder that can be written: " + why.getMessage());
    }

    @Override
    public void close() throws IOException {
        if (locked != null) locked.close();
    }
}
