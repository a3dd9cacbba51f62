package io.isobar.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/** Writes down what a real client is asked for in the table devices, and leaves keys unprocessed or fails if it is told to. */
final class WatchedTable implements DynamoDbClient {

    final List<List<String>> calls = new CopyOnWriteArrayList<>();
    final List<String> left = new CopyOnWriteArrayList<>();

    private final DynamoDbClient real;
    private volatile Predicate<String> leaves = key -> false;
    private volatile Runnable first = () -> {};

    WatchedTable(DynamoDbClient real) {
        this.real = real;
    }

    /** From now on leaves such keys unprocessed. */
    void leave(Predicate<String> keys) {
        leaves = keys;
    }

    /** From now on does this before each call; if it throws, that is how the call ends. */
    void first(Runnable action) {
        first = action;
    }

    List<String> keysAsked() {
        return calls.stream().flatMap(List::stream).toList();
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
        List<Map<String, AttributeValue>> keys =
                request.requestItems().get("devices").keys();
        calls.add(keys.stream().map(WatchedTable::text).toList());
        first.run();
        Map<Boolean, List<Map<String, AttributeValue>>> parts =
                keys.stream().collect(Collectors.partitioningBy(key -> leaves.test(text(key))));
        parts.get(true).forEach(key -> left.add(text(key)));
        BatchGetItemResponse answer = parts.get(false).isEmpty()
                ? BatchGetItemResponse.builder().build()
                : real.batchGetItem(of(parts.get(false)));
        return parts.get(true).isEmpty()
                ? answer
                : answer.toBuilder()
                        .unprocessedKeys(of(parts.get(true)).requestItems())
                        .build();
    }

    private static BatchGetItemRequest of(List<Map<String, AttributeValue>> keys) {
        KeysAndAttributes asked =
                KeysAndAttributes.builder().keys(new ArrayList<>(keys)).build();
        return BatchGetItemRequest.builder()
                .requestItems(Map.of("devices", asked))
                .build();
    }

    private static String text(Map<String, AttributeValue> key) {
        return key.get("metakey").s();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
