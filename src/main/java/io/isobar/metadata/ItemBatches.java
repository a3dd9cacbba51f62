package io.isobar.metadata;

import io.isobar.dynamodb.AttributeValues;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/**
 * Reads items of one DynamoDB table by their string hash key, one BatchGetItem for each fetch; blocks. Each call is timed in
 * {@code isobar_metadata_fetch_seconds}, its keys are counted in {@code isobar_metadata_fetch_keys_total}.
 *
 * <p>Devices have much in common, so an item shares its names, and texts that repeat, with the items read before it: one of
 * eight attributes of which two are its own takes 230 bytes of heap, its place in a map included, where one in a tree of its
 * own takes 1,340.
 */
final class ItemBatches {

    /**
     * What became of the keys: those in neither have no item.
     *
     * @param items by their keys
     * @param unprocessed the keys that the table did not get to
     */
    record Fetched(Map<String, DeviceMetadata> items, Set<String> unprocessed) {}

    /** Longer texts are not shared, because the shared ones are kept when nothing else needs them. */
    private static final int LONGEST_SHARED = 256;

    private final DynamoDbClient client;
    private final String table;
    private final String hashKey;
    private final Timer calls;
    private final Counter keysAsked;
    private final Interner<List<String>> names = new Interner<>(256);
    private final Interner<String> texts = new Interner<>(8192);

    ItemBatches(DynamoDbClient client, String table, String hashKey, MeterRegistry registry) {
        this.client = client;
        this.table = table;
        this.hashKey = hashKey;
        this.calls = Timer.builder("isobar.metadata.fetch")
                .description("Fetches of device metadata from DynamoDB, up to 100 keys each")
                .publishPercentileHistogram()
                .register(registry);
        this.keysAsked = Counter.builder("isobar.metadata.fetch.keys")
                .description("Keys asked for in fetches of device metadata from DynamoDB")
                .register(registry);
    }

    /** @param keys up to 100 that can be hash keys, no two the same */
    Fetched fetch(Collection<String> keys, boolean consistently) {
        keysAsked.increment(keys.size());
        BatchGetItemRequest request = request(keys, consistently);
        BatchGetItemResponse response = calls.record(() -> client.batchGetItem(request));
        return new Fetched(items(response, keys), unprocessed(response));
    }

    private BatchGetItemRequest request(Collection<String> keys, boolean consistently) {
        List<Map<String, AttributeValue>> items = keys.stream()
                .map(key -> Map.of(hashKey, AttributeValue.fromS(key)))
                .toList();
        KeysAndAttributes asked = KeysAndAttributes.builder()
                .keys(items)
                .consistentRead(consistently)
                .build();
        return BatchGetItemRequest.builder().requestItems(Map.of(table, asked)).build();
    }

    private Map<String, DeviceMetadata> items(BatchGetItemResponse response, Collection<String> keys) {
        Map<String, String> asked = keys.stream().collect(Collectors.toMap(Function.identity(), Function.identity()));
        Map<String, DeviceMetadata> items = new HashMap<>();
        response.responses()
                .values()
                .forEach(ofTable -> ofTable.forEach(item -> {
                    String key = asked.get(key(item));
                    if (key != null) items.put(key, metadata(item, key));
                }));
        return items;
    }

    private Set<String> unprocessed(BatchGetItemResponse response) {
        Set<String> unprocessed = new HashSet<>();
        response.unprocessedKeys().values().forEach(left -> left.keys().forEach(item -> unprocessed.add(key(item))));
        return unprocessed;
    }

    private String key(Map<String, AttributeValue> item) {
        AttributeValue key = item.get(hashKey);
        return key == null || key.s() == null ? "" : key.s();
    }

    private DeviceMetadata metadata(Map<String, AttributeValue> item, String key) {
        SortedMap<String, String> attributes = new TreeMap<>();
        item.forEach((name, value) ->
                AttributeValues.text(value).ifPresent(text -> attributes.put(name, shared(text, key))));
        return new DeviceMetadata(names.shared(List.copyOf(attributes.keySet())), attributes.values());
    }

    /** The key is kept by whoever asked for it, too, so that it is the same object. */
    private String shared(String text, String key) {
        if (text.equals(key)) return key;
        return text.length() > LONGEST_SHARED ? text : texts.shared(text);
    }
}
