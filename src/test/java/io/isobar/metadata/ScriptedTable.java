package io.isobar.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/** A table where every key has an item, whose calls end when they are told to. */
final class ScriptedTable implements DynamoDbClient {

    /** A call that waits for its answer. */
    record Call(Set<String> keys, boolean consistent, CompletableFuture<Set<String>> unprocessed) {

        void answer() {
            answerAllBut(Set.of());
        }

        void answerAllBut(Set<String> left) {
            unprocessed.complete(left);
        }

        void fail(RuntimeException reason) {
            unprocessed.completeExceptionally(reason);
        }
    }

    final List<String> keysAsked = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<Call> calls = new LinkedBlockingQueue<>();

    /** The next call, when it comes. */
    Call call() throws InterruptedException {
        Call next = calls.poll(30, TimeUnit.SECONDS);
        if (next == null) throw new AssertionError("nothing is asked");
        return next;
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
        KeysAndAttributes asked = request.requestItems().get("devices");
        List<String> keys =
                asked.keys().stream().map(key -> key.get("metakey").s()).toList();
        keysAsked.addAll(keys);
        Call call = new Call(new TreeSet<>(keys), asked.consistentRead(), new CompletableFuture<>());
        calls.add(call);
        return response(keys, unprocessed(call));
    }

    private static Set<String> unprocessed(Call call) {
        try {
            return call.unprocessed().get();
        } catch (InterruptedException closing) {
            throw new IllegalStateException("aborted", closing);
        } catch (ExecutionException failed) {
            throw (RuntimeException) failed.getCause();
        }
    }

    private static BatchGetItemResponse response(List<String> keys, Set<String> unprocessed) {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        List<Map<String, AttributeValue>> left = new ArrayList<>();
        keys.forEach(
                key -> (unprocessed.contains(key) ? left : items).add(Map.of("metakey", AttributeValue.fromS(key))));
        BatchGetItemResponse.Builder response = BatchGetItemResponse.builder().responses(Map.of("devices", items));
        if (!left.isEmpty()) {
            response.unprocessedKeys(
                    Map.of("devices", KeysAndAttributes.builder().keys(left).build()));
        }
        return response.build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
