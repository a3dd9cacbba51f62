package io.isobar.parking;

import io.isobar.journal.Journal;
import io.isobar.journal.JournalException;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Intake;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.RetryPolicy;
import io.isobar.pipeline.Sink;
import io.isobar.pipeline.Tracked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import tools.jackson.databind.json.JsonMapper;

/** The parked messages on disk, under numbers that grow with time. */
public final class ParkingStore implements Sink<ParkedMessage> {

    /** A parked message and where it lies. */
    public record Parked(long number, ParkedMessage message) {}

    private static final JsonMapper JSON = new JsonMapper();
    private static final RetryPolicy RETRY = new RetryPolicy(Duration.ofMillis(100), Duration.ofSeconds(5));
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int PAGE = 1_000;

    private final Journal journal;
    private final long maximumBytes;
    private final boolean rotate;
    private final Ledger ledger;
    private final PeerState state;

    /**
     * @param maximumBytes the most that all envelopes may take together
     * @param rotate whether the oldest make room when that is reached, instead of the newest waiting
     * @param state told of each write that fails or works
     */
    ParkingStore(Journal journal, long maximumBytes, boolean rotate, Ledger ledger, PeerState state) {
        this.journal = journal;
        this.maximumBytes = maximumBytes;
        this.rotate = rotate;
        this.ledger = ledger;
        this.state = state;
    }

    /** Waits for as long as there is no room. */
    @Override
    public void write(List<Tracked<ParkedMessage>> batch) throws InterruptedException {
        List<byte[]> envelopes = batch.stream()
                .map(parked -> JSON.writeValueAsBytes(parked.value()))
                .toList();
        RETRY.until(() -> append(envelopes));
        for (Tracked<ParkedMessage> parked : batch) {
            ledger.parked(parked.delivery(), parked.value().parkReason());
        }
    }

    private boolean append(List<byte[]> envelopes) {
        long bytes = envelopes.stream().mapToLong(envelope -> envelope.length).sum();
        try {
            if (rotate) makeRoom(bytes);
            if (journal.bytes() > 0 && journal.bytes() + bytes > maximumBytes) {
                state.failed("parking is full with %d messages: replay or remove some (see isobar.parking.maximum-size)"
                        .formatted(journal.count()));
                return false;
            }
            journal.append(envelopes);
            state.works();
            return true;
        } catch (JournalException e) {
            state.failed(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void makeRoom(long bytes) {
        while (journal.bytes() + bytes > maximumBytes) {
            List<Long> oldest = new ArrayList<>();
            long freed = 0;
            for (Journal.Entry entry : journal.read(0, PAGE)) {
                if (journal.bytes() - freed + bytes <= maximumBytes) break;
                oldest.add(entry.number());
                freed += entry.value().length;
            }
            if (oldest.isEmpty()) return;
            journal.remove(oldest);
        }
    }

    public long count() {
        return journal.count();
    }

    /**
     * Hands over the newest first, one at a time, for together they may be more than fits in memory.
     *
     * @param skip how many of those that match are passed over
     * @param most how many are handed over at most
     */
    public void newest(Predicate<ParkedMessage> matching, int skip, int most, Consumer<Parked> to) {
        int found = 0;
        List<Journal.Entry> page = journal.readBackwards(Long.MAX_VALUE, PAGE);
        while (!page.isEmpty()) {
            for (Journal.Entry entry : page) {
                Parked parked = parked(entry);
                if (!matching.test(parked.message())) continue;
                if (found >= skip) to.accept(parked);
                if (++found == skip + most) return;
            }
            page = journal.readBackwards(page.getLast().number(), PAGE);
        }
    }

    /** What is done with a parked message; false if it cannot be done, nor with those after it. */
    @FunctionalInterface
    interface Action {
        boolean on(Parked parked) throws InterruptedException;
    }

    /** Does something with each message that is parked now and matches, oldest first; says with how many it was done. */
    long forEach(Predicate<ParkedMessage> matching, Action action) throws InterruptedException {
        long done = 0;
        long end = journal.readBackwards(Long.MAX_VALUE, 1).stream()
                .mapToLong(Journal.Entry::number)
                .sum();
        long from = 0;
        while (true) {
            List<Journal.Entry> page = journal.read(from, PAGE);
            for (Journal.Entry entry : page) {
                if (entry.number() > end) return done;
                Parked parked = parked(entry);
                if (!matching.test(parked.message())) continue;
                if (!action.on(parked)) return done;
                done++;
            }
            if (page.isEmpty()) return done;
            from = page.getLast().number() + 1;
        }
    }

    public Optional<Parked> get(long number) {
        return journal.get(number).map(ParkingStore::parked);
    }

    /** Removes those that match; says how many they were. */
    long remove(Predicate<ParkedMessage> matching) throws InterruptedException {
        AtomicLong removed = new AtomicLong();
        forEach(matching, parked -> {
            removed.addAndGet(remove(parked.number()));
            return true;
        });
        return removed.get();
    }

    /** Says how many there were of that number, one or none. */
    public int remove(long number) {
        return journal.remove(List.of(number));
    }

    /**
     * Sends a message the whole way again, as if it had arrived when it did; it is removed when it is safe elsewhere, which
     * may be here again, under a new number.
     *
     * @return false if there was no room for it for some time
     */
    public boolean replay(Parked parked, Intake intake) throws InterruptedException {
        ParkedMessage message = parked.message();
        Delivery delivery =
                new Delivery(message.topic(), message.payload(), message.receivedAt(), () -> remove(parked.number()));
        return intake.accept(delivery, PATIENCE);
    }

    private static Parked parked(Journal.Entry entry) {
        return new Parked(entry.number(), JSON.readValue(entry.value(), ParkedMessage.class));
    }
}
