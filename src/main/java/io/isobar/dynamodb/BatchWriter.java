package io.isobar.dynamodb;

import io.isobar.pipeline.ByteBudget;
import io.isobar.pipeline.ParkReason;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Puts items into a table by BatchWriteItem, several requests at a time, and needs no other permission.
 *
 * <p>What the table leaves unprocessed is sent again alone, with back-off, so often and then no more; while the table is away,
 * throttled or forbidden, all wait. An item that it refuses is found among the others of its request by halving that. Of several
 * items with the same key only the last is put: the others would be replaced by it at once, and DynamoDB takes no key twice in a
 * request.
 */
public final class BatchWriter implements AutoCloseable {

    /** The most items of one request, by the API reference. */
    public static final int BATCH = 25;

    /**
     * A request may have 16 MB, and an attribute value takes up to eight times as much room as in plain JSON. Less, so that it is done
     * before the SDK takes it for lost, and for good if it is as long again.
     */
    private static final int MOST_BYTES = 400_000;

    /** A number of two characters in a message takes some 130 bytes as an attribute value. */
    private static final int PART_OF_HEAP = 256;

    /** For whom each item waits for as long as the table leaves it for later. */
    public static final int FOR_EVER = Integer.MAX_VALUE;

    /** So often in a row all items of a request are left for later before that is trouble: some are left by any busy table. */
    private static final int STUCK = 5;

    private static final int TOO_LARGE = 413;
    private static final RetryPolicy RETRY = new RetryPolicy(Duration.ofMillis(50), Duration.ofSeconds(5));
    /** What the table says of any item if it is another table than it is taken for. */
    private static final List<String> WRONG_TABLE = List.of(
            "Missing the key", "does not match the schema", "Type mismatch for key", "required keys was not given");

    /**
     * A value as an item.
     *
     * @param item with all key attributes
     * @param bytes how long it is as JSON, without the types of DynamoDB
     */
    public record Put<T>(T value, Map<String, AttributeValue> item, int bytes) {}

    /** What became of the values. Used by several threads at a time. */
    public interface Outcome<T> {

        /** The table has it, or a later one with the same key. */
        void stored(T value) throws InterruptedException;

        /**
         * The table never takes it, or has left it for later too often; or another with the same key that came after it.
         *
         * @param reason {@code REJECTED} or {@code UNPROCESSED}
         * @param why for the person who must mend it
         */
        void refused(T value, ParkReason reason, String why) throws InterruptedException;
    }

    private final DynamoDbClient client;
    private final @Nullable DirectPuts direct;
    private final String table;
    private final Set<String> key;
    private final Semaphore connections;
    private final int maxRetry;
    private final PeerState state;
    private final ExecutorService threads;

    /**
     * @param client asked by its parts, see {@link DirectPuts}, and as a whole where that does not go well
     * @param key the names of the table's key attributes, which are strings
     * @param connections how many requests are made at the same time
     * @param maxRetry how often what the table leaves for later is sent again
     * @param state told of each request that fails or works
     */
    public static BatchWriter to(
            DynamoDbClient client, String table, Set<String> key, int connections, int maxRetry, PeerState state) {
        return new BatchWriter(client, DirectPuts.of(client), table, key, connections, maxRetry, state);
    }

    /** @param direct closed with this; null for none */
    BatchWriter(
            DynamoDbClient client,
            @Nullable DirectPuts direct,
            String table,
            Set<String> key,
            int connections,
            int maxRetry,
            PeerState state) {
        this.client = client;
        this.direct = direct;
        this.table = table;
        this.key = Set.copyOf(key);
        this.connections = new Semaphore(connections);
        this.maxRetry = maxRetry;
        this.state = state;
        this.threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("isobar-put-", 1).factory());
    }

    /**
     * How long the messages may be together whose items are on their way to tables, so that those take no more than a quarter of the
     * heap, whatever is in them; and one longer message.
     *
     * @param flows how many share that
     */
    public static List<ByteBudget> budgets(int flows) {
        return ByteBudget.parts(Runtime.getRuntime().maxMemory() / PART_OF_HEAP, flows);
    }

    /**
     * Puts values, each {@value #BATCH} of them by a request of their own; returns when the table has all of them, or has refused
     * them.
     *
     * @throws InterruptedException if asked to stop; the table may have more by then than was told
     */
    public <T> void write(List<Put<T>> puts, Outcome<T> outcome) throws InterruptedException {
        List<Callable<Void>> requests = requests(byKey(puts)).stream()
                .map(request -> (Callable<Void>) () -> {
                    put(request, outcome);
                    return null;
                })
                .toList();
        for (Future<Void> done : threads.invokeAll(requests)) {
            try {
                done.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("items cannot be put into table " + table, e.getCause());
            }
        }
    }

    /** Those with the same key together, in their order: the last of them is to be put. */
    private <T> Collection<List<Put<T>>> byKey(List<Put<T>> puts) {
        Map<Map<String, AttributeValue>, List<Put<T>>> byKey = new LinkedHashMap<>();
        for (Put<T> put : puts)
            byKey.computeIfAbsent(key(put.item()), any -> new ArrayList<>(1)).add(put);
        return byKey.values();
    }

    private static <T> List<List<List<Put<T>>>> requests(Collection<List<Put<T>>> groups) {
        List<List<List<Put<T>>>> requests = new ArrayList<>();
        long bytes = 0;
        for (List<Put<T>> group : groups) {
            int length = group.getLast().bytes();
            bytes += length;
            if (requests.isEmpty() || requests.getLast().size() == BATCH || bytes > MOST_BYTES) {
                requests.add(new ArrayList<>(BATCH));
                bytes = length;
            }
            requests.getLast().add(group);
        }
        return requests;
    }

    private <T> void put(List<List<Put<T>>> groups, Outcome<T> outcome) throws InterruptedException {
        List<List<Put<T>>> left = groups;
        int unprocessedTimes = 0;
        for (int failures = 1; ; failures++) {
            try {
                List<List<Put<T>>> unprocessed = new ArrayList<>();
                Set<Map<String, AttributeValue>> keys = unprocessed(left);
                for (List<Put<T>> group : left) {
                    if (!keys.isEmpty() && keys.contains(key(group.getLast().item()))) unprocessed.add(group);
                    else for (Put<T> put : group) outcome.stored(put.value());
                }
                if (unprocessed.isEmpty()) {
                    state.works();
                    return;
                }
                if (unprocessed.size() < left.size()) failures = 1;
                else if (failures >= STUCK) state.failed("it is throttled, and leaves items for later");
                if (unprocessedTimes++ == maxRetry) {
                    giveUp(unprocessed, outcome);
                    return;
                }
                left = unprocessed;
            } catch (SdkException e) {
                String refusal = refusal(e);
                if (refusal != null) {
                    isolate(left, refusal, outcome);
                    return;
                }
                state.failed("%d items cannot be put: %s".formatted(left.size(), AwsClients.reason(e)));
            }
            Thread.sleep(RETRY.fullJitter(failures, ThreadLocalRandom.current()));
        }
    }

    private <T> void giveUp(List<List<Put<T>>> groups, Outcome<T> outcome) throws InterruptedException {
        String why =
                "the table has left it for later, and that again after it was sent again %d times".formatted(maxRetry);
        for (List<Put<T>> group : groups) {
            for (Put<T> put : group) outcome.refused(put.value(), ParkReason.UNPROCESSED, why);
        }
    }

    /** Puts the last of each group, and returns the keys of those that the table leaves for later. */
    private <T> Set<Map<String, AttributeValue>> unprocessed(List<List<Put<T>>> groups) throws InterruptedException {
        List<Map<String, AttributeValue>> items =
                groups.stream().map(group -> group.getLast().item()).toList();
        connections.acquire();
        try {
            Set<Map<String, AttributeValue>> left = direct == null ? null : direct.unprocessed(table, key, items);
            return left == null ? bySdk(items) : left;
        } finally {
            connections.release();
        }
    }

    private Set<Map<String, AttributeValue>> bySdk(List<Map<String, AttributeValue>> items) {
        List<WriteRequest> puts = items.stream()
                .map(item ->
                        WriteRequest.builder().putRequest(put -> put.item(item)).build())
                .toList();
        return client
                .batchWriteItem(write -> write.requestItems(Map.of(table, puts)))
                .unprocessedItems()
                .getOrDefault(table, List.of())
                .stream()
                .map(request -> key(request.putRequest().item()))
                .collect(Collectors.toSet());
    }

    private <T> void isolate(List<List<Put<T>>> groups, String why, Outcome<T> outcome) throws InterruptedException {
        if (groups.size() > 1) {
            int middle = groups.size() / 2;
            put(groups.subList(0, middle), outcome);
            put(groups.subList(middle, groups.size()), outcome);
            return;
        }
        List<Put<T>> group = groups.getFirst();
        outcome.refused(group.getLast().value(), ParkReason.REJECTED, "the table refuses it: " + why);
        // One with the same key that came before may be better.
        if (group.size() > 1) put(List.of(group.subList(0, group.size() - 1)), outcome);
    }

    /** Why the items are wrong; null if it is the table, or the way to it. */
    private static @Nullable String refusal(SdkException failure) {
        if (!(failure instanceof DynamoDbException answer) || answer.awsErrorDetails() == null) return null;
        String why = String.valueOf(answer.awsErrorDetails().errorMessage());
        boolean refused = answer.statusCode() == TOO_LARGE
                || "ValidationException".equals(answer.awsErrorDetails().errorCode());
        return refused && WRONG_TABLE.stream().noneMatch(why::contains) ? why : null;
    }

    private Map<String, AttributeValue> key(Map<String, AttributeValue> item) {
        return key.stream().collect(Collectors.toMap(Function.identity(), item::get));
    }

    /** Gives up what is on its way. */
    @Override
    public void close() {
        threads.shutdownNow();
        if (direct != null) direct.close();
    }
}
