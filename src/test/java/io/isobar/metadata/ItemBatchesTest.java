package io.isobar.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;

class ItemBatchesTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final String key = fresh("42");

    @Test
    void fetch_item_hasTheVeryKeyThatWasAskedFor() {
        ItemBatches batches = batches(new ItemTable(Map.of("metakey", fromS(fresh("42")))));

        ItemBatches.Fetched fetched = batches.fetch(List.of(key, "43"), false);

        assertThat(fetched.items()).containsOnlyKeys("42");
        assertThat(fetched.items().get("42").attributes().get("metakey")).isSameAs(key);
        assertThat(fetched.unprocessed()).isEmpty();
    }

    @Test
    void fetch_itemsWithTheSameNamesAndTexts_shareThem() {
        ItemBatches batches = batches(new FreshTable());

        DeviceMetadata first = batches.fetch(List.of(key), false).items().get("42");
        DeviceMetadata second = batches.fetch(List.of(key), false).items().get("42");

        assertThat(second).isEqualTo(first);
        assertThat(second.attributes().get("family"))
                .isSameAs(first.attributes().get("family"));
        assertThat(second.attributes().keySet().iterator().next())
                .isSameAs(first.attributes().keySet().iterator().next());
    }

    @Test
    void fetch_longText_isNotKeptToBeShared() {
        ItemBatches batches = batches(new FreshTable());

        DeviceMetadata first = batches.fetch(List.of(key), false).items().get("42");
        DeviceMetadata second = batches.fetch(List.of(key), false).items().get("42");

        assertThat(second.attributes().get("note"))
                .isNotSameAs(first.attributes().get("note"));
    }

    /** Answers each call with an item of objects that were not there before. */
    private static final class FreshTable implements DynamoDbClient {

        @Override
        public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
            Map<String, AttributeValue> item = Map.of(
                    fresh("metakey"), fromS(fresh("42")),
                    fresh("family"), fromS(fresh("sensors")),
                    fresh("note"), fromS("n".repeat(1000)));
            return BatchGetItemResponse.builder()
                    .responses(Map.of("devices", List.of(item)))
                    .build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private ItemBatches batches(DynamoDbClient table) {
        return new ItemBatches(table, "devices", "metakey", registry);
    }

    /** An object of its own. */
    @SuppressWarnings("StringOperationCanBeSimplified")
    private static String fresh(String text) {
        return new String(text);
    }
}
