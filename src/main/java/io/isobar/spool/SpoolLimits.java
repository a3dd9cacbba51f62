package io.isobar.spool;

import io.isobar.journal.Journal;
import io.isobar.journal.JournalException;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How much the journals of the spool may take together, and what they must leave free on their disk.
 *
 * @param maximumBytes of all their entries
 * @param minimumFree bytes of the disk
 * @param freeBytes what is free now
 */
record SpoolLimits(List<Journal> journals, long maximumBytes, long minimumFree, LongSupplier freeBytes) {

    /** @throws JournalException if so many bytes more are too many, saying which setting to look at */
    void check(long more) {
        if (bytes() + more > maximumBytes) {
            long entries = journals.stream().mapToLong(Journal::count).sum();
            throw new JournalException("it is full with %d messages (see isobar.spool.max-size)".formatted(entries));
        }
        if (freeBytes.getAsLong() - more < minimumFree) {
            throw new JournalException("the disk is nearly full (see isobar.spool.minimum-free)");
        }
    }

    long bytes() {
        return journals.stream().mapToLong(Journal::bytes).sum();
    }
}
