package io.isobar.metadata;

import io.isobar.dynamodb.AttributeValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;

/**
 * Reads items of a DynamoDB table with the string hash key {@code metakey}, one GetItem each, on a few threads of its own.
 * A find fails with the exception of the SDK. How many finds wait is bounded by the messages in flight.
 */
public final class DynamoDbMetadata implements MetadataLookup, AutoCloseable {

    private static final String KEY = "metakey";
    /** The longest value of a hash key, by the service's limits; asking for a longer one is an error, not an absence. */
    private static final int LONGEST_KEY = 2048;

    private final DynamoDbClient client;
    private final String table;
    private final ExecutorService threads;
    private final Timer fetches;

    /** @param concurrency how many items are fetched at the same time */
    public DynamoDbMetadata(DynamoDbClient client, String table, int concurrency, MeterRegistry registry) {
        this.client = client;
        this.table = table;
        this.threads = Executors.newFixedThreadPool(
                concurrency, Thread.ofPlatform().name("isobar-metadata-", 1).factory());
        this.fetches = Timer.builder("isobar.metadata.fetch")
                .description("Fetches of device metadata from DynamoDB")
                .publishPercentileHistogram()
                .register(registry);
    }

    @Override
    public CompletableFuture<Optional<DeviceMetadata>> find(String metakey) {
        if (metakey.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        try {
            return CompletableFuture.supplyAsync(() -> fetches.record(() -> fetch(metakey)), threads);
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.failedFuture(closed);
        }
    }

    private Optional<DeviceMetadata> fetch(String metakey) {
        GetItemResponse response =
                client.getItem(request -> request.tableName(table).key(Map.of(KEY, AttributeValue.fromS(metakey))));
        return response.hasItem() ? Optional.of(metadata(response.item())) : Optional.empty();
    }

    private static DeviceMetadata metadata(Map<String, AttributeValue> item) {
        Map<String, String> attributes = new HashMap<>();
        item.forEach((name, value) -> AttributeValues.text(value).ifPresent(text -> attributes.put(name, text)));
        return new DeviceMetadata(attributes);
    }

    /** Ends the threads; a find that was not answered fails or stays unanswered. The client is closed by who made it. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
