package io.isobar.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What processes that have ended left in a shared folder: the journals in slots that nobody has, those included that the setting
 * no longer counts, and in the folder itself, from before there were slots. Nobody else might ever look there. Each entry is added
 * here before it is removed there: a process that dies between the two leaves some of them in both.
 */
final class Leftovers {

    private static final Logger log = LoggerFactory.getLogger(Leftovers.class);
    private static final int PAGE = 1_000;
    /** Nothing is received before it is over; what is left then is for the next process that starts. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Path folder;
    private final Path own;

    /** @param own the slot of this process, or the folder itself */
    Leftovers(Path folder, Path own) {
        this.folder = folder;
        this.own = own;
    }

    /** Moves the entries of all journals of that name; those that cannot be moved stay where they are, and it is said. */
    void moveTo(Journal journal, String name) {
        try {
            for (Path slot : DataFolder.allSlots(folder)) {
                if (slot.equals(own) || !Files.isDirectory(slot.resolve(name))) continue;
                Optional<DataFolder> free = DataFolder.lock(slot);
                if (free.isEmpty()) continue;
                try (DataFolder locked = free.get()) {
                    if (isMoved(locked.path().resolve(name), journal)) remove(slot.resolve(name));
                }
            }
            // It has no lock but that of the journal itself, so it cannot be taken away.
            if (!own.equals(folder) && Files.isDirectory(folder.resolve(name))) isMoved(folder.resolve(name), journal);
        } catch (IOException | JournalException e) {
            log.warn("what others have left in {} stays there: {}", folder, e.toString());
        }
    }

    /** Whether nothing is left there. */
    private static boolean isMoved(Path left, Journal to) {
        try (Journal from = Journal.open(left)) {
            long entries = from.count();
            long end = System.nanoTime() + LONGEST.toNanos();
            List<Journal.Entry> page = from.read(1, PAGE);
            while (!page.isEmpty() && System.nanoTime() - end < 0) {
                to.append(page.stream().map(Journal.Entry::value).toList());
                from.removeFirst(page);
                page = from.read(1, PAGE);
            }
            if (entries > 0)
                log.info("{} entries are taken over from {}, which nobody has", entries - from.count(), left);
            if (!page.isEmpty()) log.warn("{} entries stay in {} until a process starts again", from.count(), left);
            return page.isEmpty();
        } catch (JournalException e) {
            log.warn("what is left in {} stays there: {}", left, e.getMessage());
            return false;
        }
    }

    /** Spares the next process a look. Renamed first: a journal of which half is removed would look damaged. */
    private static void remove(Path empty) throws IOException {
        Path removed = empty.resolveSibling(empty.getFileName() + ".removed");
        JournalFiles.delete(removed);
        Files.move(empty, removed);
        JournalFiles.delete(removed);
    }
}
