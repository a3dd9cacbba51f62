package io.isobar.metadata;

import static io.isobar.metadata.StreamTrouble.answer;
import static java.util.stream.Collectors.toSet;

import com.github.benmanes.caffeine.cache.Ticker;
import io.isobar.pipeline.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * The shards of one stream, and how far each is read. For one thread. Each method can be called again after it failed.
 *
 * <p>By the developer guide ("Change data capture for DynamoDB Streams"): shards come and go by themselves, one may split,
 * and all are closed when the stream is disabled; successors name their parent, and are to be read after it. In practice
 * every shard is closed after some hours.
 *
 * <p>So a closed shard without successors means that they are not listed yet: until they are, changes may have been made that
 * cannot be read. How many it gets is not said, so the list counts only if it was read a while after the end. It is read
 * again after ever longer waits, up to a minute, and a shard that was not known is read from its beginning.
 */
final class Shards {

    /** In a row; a shard that has more to give waits until the others had their turn. */
    private static final int CALLS = 10;

    private static final RetryPolicy LISTING = new RetryPolicy(Duration.ofMillis(500), Duration.ofSeconds(60));

    private final DynamoDbStreamsClient streams;
    private final String arn;
    private final String key;
    private final Ticker ticker;

    /** The iterators, by the shards that are being read. */
    private final Map<String, String> iterators = new HashMap<>();

    private final Set<String> finished = new HashSet<>();
    private boolean complete;
    private long settled;
    private int listings;
    private long nextListing;

    /** @param key the name of the table's hash key, a string */
    Shards(DynamoDbStreamsClient streams, String arn, String key, Ticker ticker) {
        this.streams = streams;
        this.arn = arn;
        this.key = key;
        this.ticker = ticker;
    }

    /** Begins with the changes of the future: what the shards hold already is not read. */
    void open() {
        iterators.clear();
        finished.clear();
        expectMore();
        long asked = ticker.read();
        List<Shard> listed = list();
        for (Shard shard : listed) {
            if (shard.sequenceNumberRange().endingSequenceNumber() != null) finished.add(shard.shardId());
            else iterators.put(shard.shardId(), iterator(shard, ShardIteratorType.LATEST));
        }
        listed(listed, asked);
    }

    /**
     * Reads every shard to its present end, or as far as its turn allows.
     *
     * @param changed given the keys of each answer
     * @return whether the ends were reached; otherwise there is more to be read at once
     */
    boolean read(Consumer<Set<String>> changed) {
        boolean drained = true;
        for (String shard : List.copyOf(iterators.keySet())) drained &= drain(shard, changed);
        if (ticker.read() - nextListing >= 0) drained &= !findMore();
        return drained;
    }

    /** Whether no shard is known to be missing, as of the last {@link #read}. */
    boolean complete() {
        return complete;
    }

    private boolean drain(String shard, Consumer<Set<String>> changed) {
        for (int call = 0; call < CALLS; call++) {
            String iterator = iterators.get(shard);
            GetRecordsResponse page =
                    answer("GetRecords", () -> streams.getRecords(request -> request.shardIterator(iterator)));
            Set<String> keys = page.records().stream().flatMap(this::key).collect(toSet());
            if (!keys.isEmpty()) changed.accept(keys);
            if (page.nextShardIterator() == null) return finish(shard);
            iterators.put(shard, page.nextShardIterator());
            if (page.records().isEmpty()) return true;
        }
        return false;
    }

    private Stream<String> key(Record change) {
        AttributeValue value = change.dynamodb().keys().get(key);
        return value == null ? Stream.empty() : Stream.ofNullable(value.s());
    }

    private boolean finish(String shard) {
        iterators.remove(shard);
        finished.add(shard);
        expectMore();
        return true;
    }

    private void expectMore() {
        complete = false;
        listings = 0;
        nextListing = ticker.read();
        settled = nextListing + TableStream.BEHIND.toNanos();
    }

    /** @return whether there are shards that were not read until now */
    private boolean findMore() {
        long asked = ticker.read();
        List<Shard> listed = list();
        Set<String> ids = listed.stream().map(Shard::shardId).collect(toSet());
        finished.retainAll(ids);
        boolean found = false;
        for (Shard shard : listed) {
            String parent = shard.parentShardId();
            boolean known = iterators.containsKey(shard.shardId()) || finished.contains(shard.shardId());
            boolean waits = parent != null && ids.contains(parent) && !finished.contains(parent);
            if (known || waits) continue;
            iterators.put(shard.shardId(), iterator(shard, ShardIteratorType.TRIM_HORIZON));
            found = true;
        }
        listed(listed, asked);
        return found;
    }

    private void listed(List<Shard> listed, long asked) {
        Set<String> parents = listed.stream()
                .flatMap(shard -> Stream.ofNullable(shard.parentShardId()))
                .collect(toSet());
        complete = asked - settled >= 0 && !listed.isEmpty() && parents.containsAll(finished);
        nextListing = ticker.read()
                + LISTING.delay(++listings, ThreadLocalRandom.current()).toNanos();
    }

    private String iterator(Shard shard, ShardIteratorType from) {
        return answer(
                        "GetShardIterator",
                        () -> streams.getShardIterator(request ->
                                request.streamArn(arn).shardId(shard.shardId()).shardIteratorType(from)))
                .shardIterator();
    }

    private List<Shard> list() {
        List<Shard> shards = new ArrayList<>();
        StreamDescription page = null;
        do {
            page = describe(page == null ? null : page.lastEvaluatedShardId());
            if (page.streamStatus() != StreamStatus.ENABLED) {
                throw new StreamTrouble(StreamTrouble.Kind.GAP, "its stream is " + page.streamStatusAsString(), null);
            }
            shards.addAll(page.shards());
        } while (page.lastEvaluatedShardId() != null);
        return shards;
    }

    private StreamDescription describe(@Nullable String after) {
        return answer(
                        "DescribeStream",
                        () -> streams.describeStream(
                                request -> request.streamArn(arn).exclusiveStartShardId(after)))
                .streamDescription();
    }
}
