package io.isobar.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries in order, in a folder of their own. One writer at a time is let in, readers run beside it.
 *
 * <p>A RocksDB with the entry's number as key: its write-ahead log is forced to disk by each append, its files carry checksums.
 * How many entries there are and how long they are stands beside them and changes with them, in the same atomic write.
 */
public final class Journal implements AutoCloseable {

    /**
     * @param number from 1; greater than that of each entry before it, and never used again
     */
    public record Entry(long number, byte[] value) {}

    private interface Use<T> {
        T of(RocksDB db) throws RocksDBException;
    }

    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    static final byte[] FORMAT_KEY = {0};
    static final byte[] FORMAT = {1};
    static final byte[] SIZE_KEY = {1};
    private static final byte ENTRY = 2;
    /** What the entries of one reading may take together, unless it is a single one. */
    private static final long PAGE_BYTES = 8 << 20;

    private static final long WORTH_GIVING_BACK = 16 << 20;

    static {
        RocksDB.loadLibrary();
    }

    private final Path folder;
    private final WriteOptions durable = new WriteOptions().setSync(true);
    private final WriteOptions lazy = new WriteOptions();
    private final @Nullable Path setAside;
    /** Held for the use of the database, and by one alone to change it. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private volatile @Nullable RocksDB db;
    private boolean failed;
    private long removedBytes;
    private long next = 1;
    private volatile long first;
    private volatile long count;
    private volatile long bytes;

    private Journal(Path folder, @Nullable Path setAside) {
        this.folder = folder;
        this.setAside = setAside;
    }

    /**
     * Opens the journal of a folder, or a new one. Damaged files, and those of another version, are set aside.
     *
     * @throws JournalException if the folder cannot be written
     */
    public static Journal open(Path folder) {
        try {
            JournalFiles.Opened opened = JournalFiles.open(folder.toAbsolutePath());
            Journal journal = new Journal(folder.toAbsolutePath(), opened.setAside());
            journal.use(opened.db());
            return journal;
        } catch (RocksDBException | IOException e) {
            throw new JournalException("cannot open the journal in " + folder, e);
        }
    }

    private void use(RocksDB opened) throws RocksDBException {
        db = opened;
        byte[] size = opened.get(SIZE_KEY);
        ByteBuffer numbers = ByteBuffer.wrap(size == null ? size(next, 0, 0, next) : size);
        next = numbers.getLong();
        count = numbers.getLong();
        bytes = numbers.getLong();
        // Earlier versions did not keep it: then the first reading passes the traces of what was removed.
        first = numbers.hasRemaining() ? numbers.getLong() : 1;
    }

    /** Where damaged files were set aside, now or earlier, that nobody has removed since. */
    public Optional<Path> setAside() {
        return Optional.ofNullable(setAside);
    }

    /**
     * Adds entries, all or none of them.
     *
     * @return when they are on disk
     * @throws JournalException if they cannot be written
     */
    public synchronized void append(Collection<byte[]> values) {
        mend();
        try (WriteBatch batch = new WriteBatch()) {
            long number = next;
            long added = 0;
            for (byte[] value : values) {
                batch.put(key(number++), value);
                added += value.length;
            }
            batch.put(SIZE_KEY, size(number, count + values.size(), bytes + added, first));
            write(durable, batch);
            next = number;
            count += values.size();
            bytes += added;
        } catch (RocksDBException e) {
            throw new JournalException("cannot write %d entries to %s".formatted(values.size(), folder), e);
        }
    }

    /** The oldest entries with at least the given number, in order, at most so many; fewer if they are long, but not none. */
    public List<Entry> read(long from, int most) {
        return use(opened -> {
            try (ReadOptions once = new ReadOptions().setFillCache(false);
                    RocksIterator iterator = opened.newIterator(once)) {
                // Not from the very beginning, where the traces of everything removed would have to be passed.
                iterator.seek(key(Math.max(from, first)));
                return page(iterator, most, RocksIterator::next);
            }
        });
    }

    /** The newest entries with a number less than the given one, newest first; otherwise as {@link #read}. */
    public List<Entry> readBackwards(long before, int most) {
        return use(opened -> {
            try (RocksIterator iterator = opened.newIterator()) {
                iterator.seekForPrev(key(Math.max(before, 1) - 1));
                return page(iterator, most, RocksIterator::prev);
            }
        });
    }

    private static List<Entry> page(RocksIterator at, int most, Consumer<RocksIterator> step) throws RocksDBException {
        List<Entry> entries = new ArrayList<>();
        long length = 0;
        while (at.isValid() && isEntry(at.key()) && entries.size() < most && length < PAGE_BYTES) {
            byte[] value = at.value();
            entries.add(new Entry(number(at.key()), value));
            length += value.length;
            step.accept(at);
        }
        at.status();
        return entries;
    }

    public Optional<Entry> get(long number) {
        return use(opened -> Optional.ofNullable(opened.get(key(number))).map(value -> new Entry(number, value)));
    }

    /**
     * Removes entries; those that are not there are passed over. Not forced to disk: after a crash some may be back, and what
     * was done with them is done again.
     *
     * @return how many of them were there
     */
    public synchronized int remove(Collection<Long> numbers) {
        mend();
        try (WriteBatch batch = new WriteBatch()) {
            int removed = 0;
            long less = 0;
            for (long number : new TreeSet<>(numbers)) {
                Optional<Entry> entry = get(number);
                if (entry.isEmpty()) continue;
                batch.delete(key(number));
                removed++;
                less += entry.get().value().length;
            }
            remove(batch, removed, less, first);
            return removed;
        } catch (RocksDBException e) {
            throw new JournalException("cannot remove %d entries from %s".formatted(numbers.size(), folder), e);
        }
    }

    /** Removes the oldest entries, which must have been read from the front; see {@link #remove}. */
    public synchronized void removeFirst(List<Entry> entries) {
        if (entries.isEmpty()) return;
        mend();
        long end = entries.getLast().number() + 1;
        long less = entries.stream().mapToLong(entry -> entry.value().length).sum();
        try (WriteBatch batch = new WriteBatch()) {
            batch.deleteRange(key(entries.getFirst().number()), key(end));
            remove(batch, entries.size(), less, end);
        } catch (RocksDBException e) {
            throw new JournalException("cannot remove %d entries from %s".formatted(entries.size(), folder), e);
        }
    }

    private void remove(WriteBatch batch, long entries, long less, long newFirst) throws RocksDBException {
        batch.put(SIZE_KEY, size(next, count - entries, bytes - less, newFirst));
        write(lazy, batch);
        count -= entries;
        bytes -= less;
        first = newFirst;
        removedBytes += less;
        if (count == 0 && removedBytes >= WORTH_GIVING_BACK) giveBackSpace();
    }

    /**
     * RocksDB would keep files with nothing but removed entries until it has a reason to merge them. If it cannot now, what was
     * removed is removed all the same.
     */
    private void giveBackSpace() {
        removedBytes = 0;
        try {
            Objects.requireNonNull(db).compactRange();
        } catch (RocksDBException e) {
            log.warn("{} cannot give back the space of what was removed: {}", folder, e.getMessage());
        }
    }

    /** After a write that failed, as on a full disk, RocksDB takes no other until it is opened again. */
    private synchronized void mend() {
        if (!failed) return;
        lock.writeLock().lock();
        try {
            if (db != null) db.close();
            db = null;
            use(JournalFiles.openKnown(folder));
            failed = false;
        } catch (RocksDBException | IOException e) {
            throw new JournalException("cannot open the journal in " + folder, e);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void write(WriteOptions options, WriteBatch batch) throws RocksDBException {
        try {
            Objects.requireNonNull(db).write(options, batch);
        } catch (RocksDBException e) {
            failed = true;
            throw e;
        }
    }

    private <T> T use(Use<T> use) {
        if (db == null) mend();
        lock.readLock().lock();
        try {
            RocksDB opened = db;
            if (opened == null) throw new JournalException("the journal in " + folder + " is not open");
            return use.of(opened);
        } catch (RocksDBException e) {
            throw new JournalException("cannot read from " + folder, e);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** How many entries there are. */
    public long count() {
        return count;
    }

    /** How long all entries are together, without what it takes to keep them. */
    public long bytes() {
        return bytes;
    }

    @Override
    public synchronized void close() {
        lock.writeLock().lock();
        try {
            if (db != null) db.close();
            db = null;
        } finally {
            lock.writeLock().unlock();
        }
        durable.close();
        lazy.close();
    }

    static boolean isEntry(byte[] key) {
        return key.length == 1 + Long.BYTES && key[0] == ENTRY;
    }

    static byte[] key(long number) {
        return ByteBuffer.allocate(1 + Long.BYTES).put(ENTRY).putLong(number).array();
    }

    static long number(byte[] key) {
        return ByteBuffer.wrap(key).getLong(1);
    }

    static byte[] size(long next, long count, long bytes, long first) {
        return ByteBuffer.allocate(4 * Long.BYTES)
                .putLong(next)
                .putLong(count)
                .putLong(bytes)
                .putLong(first)
                .array();
    }
}
