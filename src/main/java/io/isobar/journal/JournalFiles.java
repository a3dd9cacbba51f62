package io.isobar.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the files of a journal. If one of them is damaged, every entry that can still be read is copied into a new folder; when
 * that is complete the damaged one is renamed, and the new one takes its place. A process that dies meanwhile leaves either the
 * damaged folder as it was, or the new one complete. A tail that was being written when the power went is no damage: nobody was
 * told it is safe.
 */
final class JournalFiles {

    /** @param setAside the newest damaged folder beside this one, or null */
    record Opened(RocksDB db, @Nullable Path setAside) {}

    private static final Logger log = LoggerFactory.getLogger(JournalFiles.class);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS");
    private static final String DAMAGED = ".damaged-";

    private JournalFiles() {}

    static Opened open(Path folder) throws RocksDBException, IOException {
        Path renewed = beside(folder, ".salvaging");
        if (Files.notExists(folder) && Files.exists(renewed)) Files.move(renewed, folder);
        delete(renewed);
        Files.createDirectories(folder);
        return new Opened(openOrRenew(folder, renewed), newestSetAside(folder));
    }

    private static RocksDB openOrRenew(Path folder, Path renewed) throws RocksDBException, IOException {
        try {
            return openWhole(folder);
        } catch (RocksDBException damage) {
            if (!isDamage(damage)) throw damage;
            return renew(folder, renewed, damage);
        }
    }

    private static RocksDB renew(Path folder, Path renewed, RocksDBException damage)
            throws RocksDBException, IOException {
        long saved;
        Path scratch = beside(folder, ".reading");
        try (RocksDB fresh = openKnown(Files.createDirectories(renewed))) {
            delete(scratch);
            saved = new Salvage(folder, scratch, fresh).run();
        } finally {
            delete(scratch);
        }
        Path aside = beside(folder, DAMAGED + ZonedDateTime.now(ZoneOffset.UTC).format(STAMP));
        Files.move(folder, aside);
        Files.move(renewed, folder);
        log.error(
                "{} is damaged ({}): {} entries could be saved, the files are kept as {}",
                folder,
                damage.getMessage(),
                saved,
                aside);
        return openKnown(folder);
    }

    private static @Nullable Path newestSetAside(Path folder) throws IOException {
        String prefix = folder.getFileName() + DAMAGED;
        try (Stream<Path> siblings = Files.list(folder.resolveSibling(""))) {
            return siblings.filter(sibling -> sibling.getFileName().toString().startsWith(prefix))
                    .max(Comparator.naturalOrder())
                    .orElse(null);
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

    /**
     * Opens files that must be whole, or makes them where there are none: RocksDB would clear away what a new database
     * has no use for. Reads all of them, which takes its time.
     */
    private static RocksDB openWhole(Path folder) throws RocksDBException, IOException {
        RocksDB db = openKnown(folder);
        try {
            db.verifyChecksum();
            return db;
        } catch (RocksDBException e) {
            db.close();
            throw e;
        }
    }

    /** Opens files that this process has found to be whole before, or has made. */
    static RocksDB openKnown(Path folder) throws RocksDBException, IOException {
        RocksDB db;
        try (Options options = options()
                .setCreateIfMissing(files(folder).isEmpty())
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)) {
            db = RocksDB.open(options, folder.toString());
        }
        try {
            byte[] format = db.get(Journal.FORMAT_KEY);
            if (format == null) {
                if (db.get(Journal.SIZE_KEY) != null) throw new RocksDBException("it does not say its format");
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

    static Options options() {
        return new Options()
                .setCreateIfMissing(true)
                .setWriteBufferSize(16 << 20)
                .setMaxTotalWalSize(64 << 20)
                .setMaxOpenFiles(64)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(2);
    }

    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static Path beside(Path folder, String suffix) {
        return folder.resolveSibling(folder.getFileName() + suffix);
    }

    static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) return;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
