package io.isobar.metadata;

import io.isobar.dynamodb.AttributeValues;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A lookup in a map. */
final class MemoryMetadata implements MetadataLookup {

    private final Map<String, DeviceMetadata> items = new ConcurrentHashMap<>();

    void put(Map<String, AttributeValue> item) {
        Map<String, String> attributes = new HashMap<>();
        item.forEach((name, value) -> AttributeValues.text(value).ifPresent(text -> attributes.put(name, text)));
        items.put(item.get("metakey").s(), new DeviceMetadata(attributes));
    }

    @Override
    public CompletableFuture<Optional<DeviceMetadata>> find(String metakey) {
        return CompletableFuture.completedFuture(Optional.ofNullable(items.get(metakey)));
    }
}
