package io.isobar.spool;

import io.isobar.journal.Journal;
import io.isobar.journal.JournalException;
import io.isobar.pipeline.Acknowledgement;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.Tracked;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Points on disk that wait for InfluxDB. One thread puts them in, another takes them out. */
public final class Spool {

    /** Points that were read together, and are removed together. */
    record Page(List<Journal.Entry> entries) {

        int size() {
            return entries.size();
        }

        /** @param written told of each line that is safe elsewhere */
        List<Tracked<String>> lines(Acknowledgement written) {
            return entries.stream().map(entry -> tracked(entry, written)).toList();
        }

        private static Tracked<String> tracked(Journal.Entry entry, Acknowledgement written) {
            SpooledPoint point = JSON.readValue(entry.value(), SpooledPoint.class);
            return new Tracked<>(
                    point.line(), Delivery.fromSpool(point.topic(), point.payload(), point.receivedAt(), written));
        }
    }

    private static final JsonMapper JSON = new JsonMapper();

    private final DiskQueue queue;

    /**
     * @param journal what is in it already counts as received
     * @param state told of each batch that could be kept or not
     */
    Spool(Journal journal, SpoolLimits limits, Ledger ledger, PeerState state) {
        this.queue = new DiskQueue(journal, limits, ledger, state);
    }

    /**
     * Keeps a batch of lines and closes their deliveries, all of them or none.
     *
     * @return false if there is no room, or the disk fails: the deliveries are still open
     */
    public boolean keep(List<Tracked<String>> lines) {
        return queue.keep(
                lines.stream().map(Tracked::delivery).toList(),
                lines.stream().map(Spool::bytes).toList());
    }

    private static byte[] bytes(Tracked<String> line) {
        Delivery delivery = line.delivery();
        return JSON.writeValueAsBytes(
                new SpooledPoint(line.value(), delivery.receivedAt(), delivery.topic(), delivery.payload()));
    }

    /** The oldest points, at least one, for which it waits. */
    Page awaitOldest(int most) throws InterruptedException {
        queue.awaitAny();
        return new Page(queue.read(0, most));
    }

    /** Removes the oldest points, which must be safe elsewhere. */
    void remove(Page page) {
        queue.removeFirst(page.entries());
    }

    /** The disk does not do what it is asked. */
    void failed(JournalException why) {
        queue.failed(why);
    }

    /** How many points wait. */
    public long count() {
        return queue.count();
    }
}
