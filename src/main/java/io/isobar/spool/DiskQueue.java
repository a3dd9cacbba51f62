package io.isobar.spool;

import io.isobar.journal.Journal;
import io.isobar.journal.JournalException;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.PeerState;
import java.util.List;

/** Deliveries on disk that wait for something. One thread puts them in, another takes them out. */
final class DiskQueue {

    private final Journal journal;
    private final SpoolLimits limits;
    private final Ledger ledger;
    private final PeerState state;
    private final Object filled = new Object();

    /**
     * @param journal what is in it already counts as received
     * @param state told whether the disk does what it is asked
     */
    DiskQueue(Journal journal, SpoolLimits limits, Ledger ledger, PeerState state) {
        this.journal = journal;
        this.limits = limits;
        this.ledger = ledger;
        this.state = state;
        ledger.recovered(journal.count());
    }

    /**
     * Keeps deliveries and closes them, all of them or none.
     *
     * @param entries what is kept of each
     * @return false if there is no room, or the disk fails: the deliveries are still open
     */
    boolean keep(List<Delivery> deliveries, List<byte[]> entries) {
        try {
            limits.check(entries.stream().mapToLong(entry -> entry.length).sum());
            journal.append(entries);
        } catch (JournalException e) {
            failed(e);
            return false;
        }
        state.works();
        deliveries.forEach(ledger::spooled);
        synchronized (filled) {
            filled.notifyAll();
        }
        return true;
    }

    /** Waits until there is something. */
    void awaitAny() throws InterruptedException {
        synchronized (filled) {
            while (journal.count() == 0) filled.wait();
        }
    }

    /** The oldest entries with at least the given number. */
    List<Journal.Entry> read(long from, int most) {
        return journal.read(from, most);
    }

    /** Removes the oldest entries, which must be safe elsewhere. */
    void removeFirst(List<Journal.Entry> entries) {
        journal.removeFirst(entries);
        state.works();
    }

    /** Removes entries that are safe elsewhere. */
    void remove(List<Long> numbers) {
        journal.remove(numbers);
        state.works();
    }

    long count() {
        return journal.count();
    }

    /** The disk does not do what it is asked. */
    void failed(JournalException why) {
        state.failed(String.valueOf(why.getMessage()));
    }
}
