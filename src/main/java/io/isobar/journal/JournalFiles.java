package io.isobar.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the files of a journal. If one of them is damaged the whole folder is renamed, and every entry of it that can still be
 * read is copied into a new one. A tail that was being written when the power went is no damage: nobody was told it is safe.
 */
final class JournalFiles {

    /** @param setAside the damaged folder's new name, or null */
    record Opened(RocksDB db, @Nullable Path setAside) {}

    private static final Logger log = LoggerFactory.getLogger(JournalFiles.class);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS");
    private static final int COPY = 1_000;

    private JournalFiles() {}

    static Opened open(Path folder) throws RocksDBException, IOException {
        Files.createDirectories(folder);
        try {
            return new Opened(openWhole(folder), null);
        } catch (RocksDBException damage) {
            if (!isDamage(damage)) throw damage;
            return renew(folder, damage);
        }
    }

    /** A disk that is full, read-only or gone is no damage to the files; a file that is gone is. */
    private static boolean isDamage(RocksDBException e) {
        Status status = e.getStatus();
        if (status == null) return true;
        return switch (status.getCode()) {
            case Corruption, InvalidArgument, NotSupported, NotFound -> true;
            default -> String.valueOf(e.getMessage()).contains("No such file");
        };
    }

    /** Opens files that must be whole. */
    static RocksDB openWhole(Path folder) throws RocksDBException {
        RocksDB db;
        try (Options options = options().setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)) {
            db = RocksDB.open(options, folder.toString());
        }
        try {
            db.verifyChecksum();
            byte[] format = db.get(Journal.FORMAT_KEY);
            if (format == null) {
                db.put(Journal.FORMAT_KEY, Journal.FORMAT);
            } else if (!Arrays.equals(format, Journal.FORMAT)) {
                throw new RocksDBException("format " + Arrays.toString(format) + " is not known");
            }
            return db;
        } catch (RocksDBException e) {
            db.close();
            throw e;
        }
    }

    private static Opened renew(Path folder, RocksDBException damage) throws RocksDBException, IOException {
        String stamp = ZonedDateTime.now(ZoneOffset.UTC).format(STAMP);
        Path aside = folder.resolveSibling(folder.getFileName() + ".damaged-" + stamp);
        Files.move(folder, aside);
        Files.createDirectories(folder);
        RocksDB fresh = openWhole(folder);
        long saved = salvage(aside, fresh);
        log.error(
                "{} is damaged ({}): {} entries could be saved, the files are kept as {}",
                folder,
                damage.getMessage(),
                saved,
                aside);
        return new Opened(fresh, aside);
    }

    /**
     * First jumps over the damage in the write-ahead log; that fails if it is inside an append that takes more than a block
     * of the log, and then everything up to the damage is what can be had.
     */
    private static long salvage(Path damaged, RocksDB fresh) throws IOException {
        for (WALRecoveryMode mode :
                List.of(WALRecoveryMode.SkipAnyCorruptedRecords, WALRecoveryMode.PointInTimeRecovery)) {
            try {
                return salvage(damaged, mode, fresh);
            } catch (RocksDBException unreadable) {
                log.warn("{} cannot be read by {}: {}", damaged, mode, unreadable.getMessage());
            }
        }
        return 0;
    }

    /** Works on a copy, because opening files with damage changes them. Tables never change, so a link to them will do. */
    private static long salvage(Path damaged, WALRecoveryMode mode, RocksDB fresh)
            throws IOException, RocksDBException {
        Path copy = Files.createDirectories(damaged.resolveSibling(damaged.getFileName() + ".salvage"));
        for (Path file : files(damaged)) {
            Path target = copy.resolve(file.getFileName());
            if (file.toString().endsWith(".sst")) Files.createLink(target, file);
            else if (!file.endsWith("LOCK")) Files.copy(file, target);
        }
        boolean strict = mode == WALRecoveryMode.PointInTimeRecovery;
        try (Options options = options()
                        .setCreateIfMissing(false)
                        .setParanoidChecks(strict)
                        .setWalRecoveryMode(mode);
                RocksDB old = RocksDB.open(options, copy.toString())) {
            if (!Arrays.equals(old.get(Journal.FORMAT_KEY), Journal.FORMAT)) return 0;
            return new Salvage(old, fresh).run();
        } finally {
            for (Path file : files(copy)) Files.delete(file);
            Files.delete(copy);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static Options options() {
        return new Options()
                .setCreateIfMissing(true)
                .setWriteBufferSize(16 << 20)
                .setMaxTotalWalSize(64 << 20)
                .setMaxOpenFiles(64)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(2);
    }

    /** Copies what can be read, and jumps over what cannot. */
    private static final class Salvage {

        private final RocksDB old;
        private final RocksDB fresh;
        private long copied;
        private long bytes;
        private long next = 1;

        Salvage(RocksDB old, RocksDB fresh) {
            this.old = old;
            this.fresh = fresh;
        }

        long run() throws RocksDBException {
            long step = 1;
            long from = 0;
            // A broken block ends an iteration: each new one starts a little farther, and then farther still.
            while (true) {
                long before = copied;
                if (copyFrom(from)) return copied;
                step = copied > before ? 1 : step * 2;
                from = Math.max(from, next) + step;
                if (step > 1L << 32) return copied;
            }
        }

        /** True at the end of the entries, false at damage. */
        private boolean copyFrom(long from) throws RocksDBException {
            try (ReadOptions checked = new ReadOptions().setVerifyChecksums(true);
                    RocksIterator iterator = old.newIterator(checked);
                    WriteOptions durable = new WriteOptions().setSync(true)) {
                iterator.seek(Journal.key(from));
                while (iterator.isValid()) {
                    try (WriteBatch batch = new WriteBatch()) {
                        for (int i = 0; i < COPY && iterator.isValid(); i++, iterator.next()) add(batch, iterator);
                        batch.put(Journal.SIZE_KEY, Journal.size(next, copied, bytes));
                        fresh.write(durable, batch);
                    }
                }
                return isWhole(iterator);
            }
        }

        private void add(WriteBatch batch, RocksIterator iterator) throws RocksDBException {
            byte[] value = iterator.value();
            batch.put(iterator.key(), value);
            next = Journal.number(iterator.key()) + 1;
            copied++;
            bytes += value.length;
        }

        private static boolean isWhole(RocksIterator iterator) {
            try {
                iterator.status();
                return true;
            } catch (RocksDBException damage) {
                return false;
            }
        }
    }
}
