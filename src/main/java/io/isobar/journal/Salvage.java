package io.isobar.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractRocksIterator;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SstFileReader;
import org.rocksdb.SstFileReaderIterator;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies what can be read of damaged files into a new journal, and jumps over what cannot. First as a whole, which knows
 * what was removed; if that does not come to its end, then every table by itself and the logs without the tables, so that
 * the loss of one file costs no other. Some entries that were removed one by one may come back that way; none that were
 * removed from the front.
 *
 * <p>Works on copies, because opening files with damage changes them. Tables never change, so a link to them will do.
 */
final class Salvage {

    private static final Logger log = LoggerFactory.getLogger(Salvage.class);
    private static final int COPY = 1_000;
    private static final long LONGEST_JUMP = 1L << 32;
    /** Added to the numbers of logs, so that a database that is new takes them for its own. */
    private static final int LATER = 1_000_000;

    /** Something to iterate over; the iterators of RocksDB have no type in common that has a key. */
    private record Source(AbstractRocksIterator<?> at, Supplier<byte[]> key, Supplier<byte[]> value) {

        Source(RocksIterator iterator) {
            this(iterator, iterator::key, iterator::value);
        }

        Source(SstFileReaderIterator iterator) {
            this(iterator, iterator::key, iterator::value);
        }
    }

    private final Path damaged;
    private final Path scratch;
    private final RocksDB fresh;
    /** The number of the entry that was read last. */
    private long reached;

    private long first = 1;
    private long next = 1;
    private long copied;
    private long bytes;

    /**
     * @param scratch a folder that is absent; removed by who made this
     * @param fresh a new journal
     */
    Salvage(Path damaged, Path scratch, RocksDB fresh) {
        this.damaged = damaged;
        this.scratch = scratch;
        this.fresh = fresh;
    }

    /** @return how many entries were copied; none of files in another format */
    long run() throws IOException, RocksDBException {
        if (!copyWhole()) {
            for (Path file : JournalFiles.files(damaged)) {
                if (isTable(file)) copyTable(file);
            }
            copyLogs();
        }
        try (WriteOptions durable = new WriteOptions().setSync(true);
                WriteBatch size = new WriteBatch()) {
            size.put(Journal.SIZE_KEY, Journal.size(next, copied, bytes, first));
            fresh.write(durable, size);
        }
        return copied;
    }

    private boolean copyWhole() throws IOException {
        Path copy = Files.createDirectories(scratch.resolve("whole"));
        for (Path file : JournalFiles.files(damaged)) {
            Path target = copy.resolve(file.getFileName());
            if (isTable(file)) Files.createLink(target, file);
            else if (!file.endsWith("LOCK")) Files.copy(file, target);
        }
        return copyDatabase(copy, WALRecoveryMode.SkipAnyCorruptedRecords);
    }

    /** The first way jumps over damage, but fails at some; the second one reads up to it. */
    private void copyLogs() throws IOException, RocksDBException {
        for (WALRecoveryMode mode :
                List.of(WALRecoveryMode.SkipAnyCorruptedRecords, WALRecoveryMode.PointInTimeRecovery)) {
            Path logs = Files.createDirectories(scratch.resolve("logs-" + mode));
            RocksDB.open(logs.toString()).close();
            for (Path file : JournalFiles.files(damaged)) {
                String name = file.getFileName().toString();
                if (name.matches("\\d+\\.log")) {
                    long number = LATER + Long.parseLong(name.substring(0, name.length() - 4));
                    Files.copy(file, logs.resolve(number + ".log"));
                }
            }
            if (copyDatabase(logs, mode)) return;
        }
    }

    private boolean copyDatabase(Path copy, WALRecoveryMode mode) {
        boolean strict = mode == WALRecoveryMode.PointInTimeRecovery;
        try (Options options = JournalFiles.options()
                        .setCreateIfMissing(false)
                        .setParanoidChecks(strict)
                        .setWalRecoveryMode(mode);
                RocksDB old = RocksDB.open(options, copy.toString());
                ReadOptions checked = new ReadOptions().setVerifyChecksums(true);
                RocksIterator iterator = old.newIterator(checked)) {
            return copyAll(new Source(iterator));
        } catch (RocksDBException unreadable) {
            log.warn("{} cannot be read by {}: {}", damaged, mode, unreadable.getMessage());
            return false;
        }
    }

    private void copyTable(Path file) {
        try (Options options = JournalFiles.options();
                SstFileReader table = new SstFileReader(options)) {
            table.open(file.toString());
            try (ReadOptions checked = new ReadOptions().setVerifyChecksums(true);
                    SstFileReaderIterator iterator = table.newIterator(checked)) {
                copyAll(new Source(iterator));
            }
        } catch (RocksDBException unreadable) {
            log.warn("{} cannot be read: {}", file, unreadable.getMessage());
        }
    }

    private static boolean isTable(Path file) {
        return file.toString().endsWith(".sst");
    }

    /** Whether there was no damage on the way. A broken block ends an iteration: each new one starts farther on. */
    private boolean copyAll(Source source) throws RocksDBException {
        if (isOfAnotherFormat(source)) return false;
        readSize(source);
        boolean whole = true;
        long from = first;
        reached = 0;
        for (long step = 1; step < LONGEST_JUMP; ) {
            long before = reached;
            if (copyFrom(source, from)) return whole;
            whole = false;
            step = reached > before ? 1 : step * 2;
            from = Math.max(from, reached) + step;
        }
        return false;
    }

    private boolean isOfAnotherFormat(Source source) {
        byte[] format = find(source, Journal.FORMAT_KEY);
        return format != null && !Arrays.equals(format, Journal.FORMAT);
    }

    /** What is known of entries that are not there any more. */
    private void readSize(Source source) {
        byte[] size = find(source, Journal.SIZE_KEY);
        if (size != null && size.length == 4 * Long.BYTES) {
            ByteBuffer numbers = ByteBuffer.wrap(size);
            next = Math.max(next, numbers.getLong(0));
            first = Math.max(first, numbers.getLong(3 * Long.BYTES));
        }
    }

    private static byte @Nullable [] find(Source source, byte[] key) {
        source.at().seek(key);
        return source.at().isValid() && Arrays.equals(source.key().get(), key)
                ? source.value().get()
                : null;
    }

    /** True at the end of the entries, false at damage. */
    private boolean copyFrom(Source source, long from) throws RocksDBException {
        try (WriteOptions lazy = new WriteOptions()) {
            source.at().seek(Journal.key(from));
            while (source.at().isValid()) {
                try (WriteBatch batch = new WriteBatch()) {
                    for (int i = 0;
                            i < COPY && source.at().isValid();
                            i++, source.at().next()) add(batch, source);
                    fresh.write(lazy, batch);
                }
            }
        }
        try {
            source.at().status();
            return true;
        } catch (RocksDBException damage) {
            return false;
        }
    }

    private void add(WriteBatch batch, Source source) throws RocksDBException {
        byte[] key = source.key().get();
        reached = Journal.number(key);
        if (fresh.get(key) != null) return;
        byte[] value = source.value().get();
        batch.put(key, value);
        next = Math.max(next, reached + 1);
        copied++;
        bytes += value.length;
    }
}
