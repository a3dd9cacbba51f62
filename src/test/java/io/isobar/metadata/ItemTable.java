package io.isobar.metadata;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;

/** A table of at most one item, without a DynamoDB. */
public final class ItemTable implements DynamoDbClient {

    private final Map<String, AttributeValue> item;
    private final List<GetItemRequest> requests = new CopyOnWriteArrayList<>();
    private volatile @Nullable RuntimeException failure;

    /** @param item with its metakey; empty for an empty table */
    public ItemTable(Map<String, AttributeValue> item) {
        this.item = Map.copyOf(item);
    }

    void failWith(RuntimeException reason) {
        failure = reason;
    }

    List<GetItemRequest> requests() {
        return requests;
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        requests.add(request);
        if (failure != null) throw failure;
        boolean found = item.containsKey("metakey") && request.key().equals(Map.of("metakey", item.get("metakey")));
        return found
                ? GetItemResponse.builder().item(item).build()
                : GetItemResponse.builder().build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
