package io.isobar.metadata;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The fake keeps the contract of what it stands for. */
class MemoryMetadataTest extends MetadataLookupContract {

    private final MemoryMetadata metadata = new MemoryMetadata();

    @Override
    MetadataLookup lookup() {
        return metadata;
    }

    @Override
    MetadataLookup broken() {
        return metakey -> CompletableFuture.failedFuture(new IllegalStateException("cannot be asked"));
    }

    @Override
    void put(Map<String, AttributeValue> item) {
        metadata.put(item);
    }
}
