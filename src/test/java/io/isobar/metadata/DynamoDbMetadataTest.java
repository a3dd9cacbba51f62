package io.isobar.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromNul;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DynamoDbMetadataTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ItemTable table = new ItemTable(
            Map.of("metakey", fromS("123456789"), "floor", fromN("3"), "empty", fromS(""), "nothing", fromNul(true)));
    private final DynamoDbMetadata metadata = new DynamoDbMetadata(table, "demo-DeviceMetaData", 2, registry);

    @AfterEach
    void close() {
        metadata.close();
    }

    @Test
    void find_knownMetakey_isItsAttributesThatHaveAText() throws Exception {
        assertThat(metadata.find("123456789").get(30, TimeUnit.SECONDS))
                .contains(new DeviceMetadata(Map.of("metakey", "123456789", "floor", "3")));
    }

    @Test
    void find_unknownMetakey_isEmpty() throws Exception {
        assertThat(metadata.find("123456790").get(30, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void find_metakey_isOneGetItemByStringAndTimed() throws Exception {
        metadata.find("42").get(30, TimeUnit.SECONDS);

        assertThat(table.requests()).singleElement().satisfies(request -> {
            assertThat(request.tableName()).isEqualTo("demo-DeviceMetaData");
            assertThat(request.key()).isEqualTo(Map.of("metakey", fromS("42")));
        });
        assertThat(registry.get("isobar.metadata.fetch").timer().count()).isEqualTo(1);
    }

    @Test
    void find_tableFails_failsWithTheReason() {
        table.failWith(new IllegalStateException("no such table"));

        assertThat(metadata.find("123456789"))
                .failsWithin(30, TimeUnit.SECONDS)
                .withThrowableThat()
                .withMessageContaining("no such table");
        assertThat(registry.get("isobar.metadata.fetch").timer().count()).isEqualTo(1);
    }

    @Test
    void find_metakeyLongerThanAKeyCanBe_isEmptyWithoutAsking() throws Exception {
        assertThat(metadata.find("é".repeat(1024)).get(30, TimeUnit.SECONDS)).isEmpty();
        assertThat(metadata.find("é".repeat(1024) + "a").get(30, TimeUnit.SECONDS))
                .isEmpty();

        assertThat(table.requests()).hasSize(1);
    }

    @Test
    void find_afterClose_failsAndDoesNotThrow() {
        metadata.close();

        CompletableFuture<?> found = metadata.find("123456789");

        assertThat(found).isCompletedExceptionally();
    }
}
