package io.isobar.metadata;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/** A table of at most one item, without a DynamoDB. */
public final class ItemTable implements DynamoDbClient {

    private final Map<String, AttributeValue> item;
    private final List<BatchGetItemRequest> requests = new CopyOnWriteArrayList<>();
    private volatile @Nullable RuntimeException failure;

    /** @param item with its metakey; empty for an empty table */
    public ItemTable(Map<String, AttributeValue> item) {
        this.item = Map.copyOf(item);
    }

    void failWith(RuntimeException reason) {
        failure = reason;
    }

    List<BatchGetItemRequest> requests() {
        return requests;
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
        requests.add(request);
        if (failure != null) throw failure;
        String table = request.requestItems().keySet().iterator().next();
        KeysAndAttributes asked = request.requestItems().get(table);
        boolean found = item.containsKey("metakey") && asked.keys().contains(Map.of("metakey", item.get("metakey")));
        return BatchGetItemResponse.builder()
                .responses(Map.of(table, found ? List.of(item) : List.of()))
                .build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
