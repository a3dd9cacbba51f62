package io.isobar.metadata;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** A table with a stream, without a DynamoDB: what its shards hold, what the stream shows of it and what fails is up to a test. */
class StreamedTable {

    private static final int PAGE = 2;

    private record Change(String key, long shownAt) {}

    /** Shown to a reader as closed, and listed, from the given times on. */
    final class FakeShard {

        final String id;
        private final @Nullable FakeShard parent;
        private final List<Change> changes = new ArrayList<>();
        private final long listedAt;
        private long closedAt = Long.MAX_VALUE;
        private int trimmed;
        /** When a reader was last told truly that there is nothing more. */
        long emptyAt = now;

        private FakeShard(String id, @Nullable FakeShard parent, Duration listedAfter) {
            this.id = id;
            this.parent = parent;
            this.listedAt = now + listedAfter.toNanos();
        }

        FakeShard put(String... keys) {
            for (String key : keys) put(key, Duration.ZERO);
            return this;
        }

        void put(String key, Duration shownAfter) {
            long earliest =
                    changes.isEmpty() ? now : Math.max(now, changes.getLast().shownAt());
            changes.add(new Change(key, Math.max(earliest, now + shownAfter.toNanos())));
        }

        void close(Duration shownAfter) {
            closedAt = now + shownAfter.toNanos();
            if (!changes.isEmpty())
                closedAt = Math.max(closedAt, changes.getLast().shownAt());
        }

        FakeShard child(Duration listedAfter) {
            if (closedAt == Long.MAX_VALUE) close(Duration.ZERO);
            return add(this, listedAfter);
        }

        FakeShard child() {
            return child(Duration.ZERO);
        }

        void trim() {
            trimmed = changes.size();
        }

        boolean isOpen() {
            return closedAt == Long.MAX_VALUE;
        }

        private int shown() {
            return (int)
                    changes.stream().filter(change -> change.shownAt() <= now).count();
        }
    }

    long now = 1_000_000_000_000L;
    String arn = "stream-1";
    boolean enabled = true;
    StreamStatus status = StreamStatus.ENABLED;
    final List<FakeShard> shards = new ArrayList<>();
    final List<String> calls = new ArrayList<>();
    private final Map<String, Deque<RuntimeException>> failures = new HashMap<>();
    private int generation;
    private int named;

    FakeShard add() {
        return add(null, Duration.ZERO);
    }

    private FakeShard add(@Nullable FakeShard parent, Duration listedAfter) {
        FakeShard shard = new FakeShard("shard-" + ++named, parent, listedAfter);
        shards.add(shard);
        return shard;
    }

    void disable() {
        enabled = false;
        status = StreamStatus.DISABLED;
        shards.stream().filter(FakeShard::isOpen).forEach(shard -> shard.close(Duration.ZERO));
    }

    void enable(String newArn) {
        enabled = true;
        status = StreamStatus.ENABLED;
        arn = newArn;
        shards.clear();
        add();
    }

    void fail(String operation, RuntimeException... reasons) {
        failures.computeIfAbsent(operation, name -> new ArrayDeque<>()).addAll(List.of(reasons));
    }

    void expireIterators() {
        generation++;
    }

    /** Before each call of an operation; what it throws is the answer. */
    void asked(String operation) {
        calls.add(operation);
        Deque<RuntimeException> reasons = failures.get(operation);
        if (reasons != null && !reasons.isEmpty()) throw reasons.remove();
    }

    /** Whether a reader is told that there is nothing more, true or not. */
    boolean isHeldBack(FakeShard shard) {
        return false;
    }

    private FakeShard shard(String id) {
        Predicate<FakeShard> named = shard -> shard.id.equals(id);
        return shards.stream().filter(named).findFirst().orElseThrow();
    }

    DynamoDbClient tables() {
        return new DynamoDbClient() {
            @Override
            public DescribeTableResponse describeTable(DescribeTableRequest request) {
                asked("DescribeTable");
                return DescribeTableResponse.builder()
                        .table(table ->
                                table.latestStreamArn(arn).streamSpecification(stream -> stream.streamEnabled(enabled)))
                        .build();
            }

            @Override
            public String serviceName() {
                return SERVICE_NAME;
            }

            @Override
            public void close() {}
        };
    }

    DynamoDbStreamsClient streams() {
        return new Streams();
    }

    /** An iterator is the shard, the position and the generation; that of the latest record finds it when it is used. */
    private final class Streams implements DynamoDbStreamsClient {

        @Override
        public DescribeStreamResponse describeStream(DescribeStreamRequest request) {
            asked("DescribeStream");
            List<FakeShard> listed =
                    shards.stream().filter(shard -> shard.listedAt <= now).toList();
            int from = 0;
            while (request.exclusiveStartShardId() != null
                    && !listed.get(from++).id.equals(request.exclusiveStartShardId())) {}
            List<FakeShard> page = listed.subList(from, Math.min(from + PAGE, listed.size()));
            boolean last = from + PAGE >= listed.size();
            return DescribeStreamResponse.builder()
                    .streamDescription(stream -> stream.streamStatus(status)
                            .shards(page.stream().map(this::described).toList())
                            .lastEvaluatedShardId(last ? null : page.getLast().id))
                    .build();
        }

        private software.amazon.awssdk.services.dynamodb.model.Shard described(FakeShard shard) {
            return software.amazon.awssdk.services.dynamodb.model.Shard.builder()
                    .shardId(shard.id)
                    .parentShardId(shard.parent == null ? null : shard.parent.id)
                    .sequenceNumberRange(range -> range.startingSequenceNumber("1")
                            .endingSequenceNumber(shard.closedAt <= now ? "" + shard.changes.size() : null))
                    .build();
        }

        @Override
        public GetShardIteratorResponse getShardIterator(GetShardIteratorRequest request) {
            asked("GetShardIterator");
            FakeShard shard = shard(request.shardId());
            calls.add(request.shardIteratorType() + " " + shard.id);
            boolean latest = request.shardIteratorType() == ShardIteratorType.LATEST;
            return GetShardIteratorResponse.builder()
                    .shardIterator(shard.id + "/" + (latest ? "latest" : shard.trimmed) + "/" + generation)
                    .build();
        }

        @Override
        public GetRecordsResponse getRecords(GetRecordsRequest request) {
            asked("GetRecords");
            String[] iterator = request.shardIterator().split("/");
            FakeShard shard = shard(iterator[0]);
            int from = iterator[1].equals("latest") ? shard.shown() : Integer.parseInt(iterator[1]);
            if (Integer.parseInt(iterator[2]) < generation) {
                throw ExpiredIteratorException.builder().message("too old").build();
            }
            if (from < shard.trimmed) {
                throw TrimmedDataAccessException.builder().message("trimmed").build();
            }
            boolean held = isHeldBack(shard);
            int to = held ? from : Math.min(from + PAGE, shard.shown());
            if (!held && to == from) shard.emptyAt = now;
            boolean ended = !held && shard.closedAt <= now && to == shard.changes.size();
            return GetRecordsResponse.builder()
                    .records(shard.changes.subList(from, to).stream()
                            .map(change -> record(change.key()))
                            .toList())
                    .nextShardIterator(ended ? null : shard.id + "/" + to + "/" + iterator[2])
                    .build();
        }

        private Record record(String key) {
            return Record.builder()
                    .dynamodb(change -> change.keys(Map.of("metakey", AttributeValue.fromS(key))))
                    .build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
