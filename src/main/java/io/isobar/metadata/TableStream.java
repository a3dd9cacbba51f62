package io.isobar.metadata;

import com.github.benmanes.caffeine.cache.Ticker;
import io.isobar.metadata.StreamTrouble.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Follows the DynamoDB stream of a table on a thread of its own, and tells which items have changed. Needs the permissions
 * dynamodb:DescribeTable, DescribeStream, GetShardIterator and GetRecords, and a stream of any view type: the keys are in all
 * of them. Every instance reads all shards. By the developer guide, more than two readers of a shard may be throttled; they
 * back off, and meanwhile nothing is up to date.
 *
 * <p>What passes (timeouts, throttling, faults of the service) holds up the reading, and it goes on where it was: an iterator
 * is valid for 15 minutes, a record is kept for 24 hours. Anything else is a gap: it is told as lost, and following begins
 * anew with the changes of the future. So is a stream that was disabled, which is noticed when its shards are closed or, at
 * the latest, when they are listed again, within a minute.
 *
 * <p>A stream is behind its table: "near real time" in the developer guide, usually well under a second, without a bound.
 * Also, GetRecords may answer with nothing before it comes to the next record (API reference). So what was read to its end
 * counts as {@link TableChanges#upToDate} as of {@link #BEHIND} ago. A change that is later still is told when it comes.
 */
final class TableStream implements AutoCloseable {

    /** How far a stream is taken to be behind its table. */
    static final Duration BEHIND = Duration.ofSeconds(2);

    /** Between two readings of all shards, if nothing is left to be read. */
    static final Duration ROUND = Duration.ofMillis(500);

    private static final Logger log = LoggerFactory.getLogger(TableStream.class);

    /** How to wait. */
    @FunctionalInterface
    interface Pause {
        void take(Duration duration) throws InterruptedException;
    }

    private final DynamoDbClient tables;
    private final DynamoDbStreamsClient streams;
    private final String table;
    private final String key;
    private final TableChanges changes;
    private final Ticker ticker;
    private final Pause pause;
    private final StreamState state;
    private final Thread thread = new Thread(this::run, "isobar-stream");

    private volatile boolean closed;

    /**
     * @param key the name of the table's hash key, a string
     * @param changes told on the thread of the stream
     */
    TableStream(DynamoDbClient tables, DynamoDbStreamsClient streams, String table, String key, TableChanges changes) {
        this(tables, streams, table, key, changes, Ticker.systemTicker(), Thread::sleep);
    }

    TableStream(
            DynamoDbClient tables,
            DynamoDbStreamsClient streams,
            String table,
            String key,
            TableChanges changes,
            Ticker ticker,
            Pause pause) {
        this.tables = tables;
        this.streams = streams;
        this.table = table;
        this.key = key;
        this.changes = changes;
        this.ticker = ticker;
        this.pause = pause;
        this.state = new StreamState(table);
    }

    void start() {
        thread.start();
    }

    /** Ends the thread, at the latest when the call that is under way ends. The clients are closed by who made them. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.interrupt();
        thread.join();
    }

    /** Why changes are not followed now, or empty if they are. */
    Optional<String> notFollowed() {
        return state.notFollowed();
    }

    void run() {
        try {
            while (true) follow();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() throws InterruptedException {
        try {
            Shards shards = new Shards(streams, streamArn(), key, ticker);
            changes.following();
            try {
                read(shards);
            } finally {
                changes.lost();
            }
        } catch (StreamTrouble e) {
            recoverFrom(e);
        } catch (RuntimeException e) {
            log.error("the stream of DynamoDB table {} cannot be followed", table, e);
            recoverFrom(new StreamTrouble(Kind.GAP, e.toString(), e));
        }
    }

    private String streamArn() {
        TableDescription description = StreamTrouble.answer(
                "DescribeTable",
                () -> tables.describeTable(request -> request.tableName(table)).table());
        if (description.streamSpecification() == null
                || !Boolean.TRUE.equals(description.streamSpecification().streamEnabled())) {
            throw new StreamTrouble(Kind.NO_STREAM, "it has no stream (enable one, of any view type)", null);
        }
        return description.latestStreamArn();
    }

    /** Until there is a gap. */
    private void read(Shards shards) throws InterruptedException {
        // Where the latest record is may be found out only when an iterator is used: since is after that in any case.
        untilAnswered(() -> {
            shards.open();
            return shards.read(changes::changed);
        });
        long since = ticker.read();
        while (true) {
            long until = ticker.read() - BEHIND.toNanos();
            boolean drained = untilAnswered(() -> shards.read(changes::changed));
            state.followed();
            if (drained && shards.complete() && until - since >= 0) changes.upToDate(since, until);
            if (drained) pause.take(ROUND);
        }
    }

    /** Tries again for as long as the trouble is one that passes. */
    private boolean untilAnswered(BooleanSupplier step) throws InterruptedException {
        while (true) {
            if (closed) throw new InterruptedException();
            try {
                return step.getAsBoolean();
            } catch (StreamTrouble e) {
                if (e.kind() != Kind.PASSING) throw e;
                recoverFrom(e);
            }
        }
    }

    private void recoverFrom(StreamTrouble e) throws InterruptedException {
        if (closed) throw new InterruptedException();
        pause.take(state.failed(e));
    }
}
