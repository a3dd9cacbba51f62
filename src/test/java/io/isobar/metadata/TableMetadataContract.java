package io.isobar.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.local.DynamoDbLocal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** The contract over a table of a server. */
abstract class TableMetadataContract extends MetadataLookupContract {

    private DynamoDbMetadata metadata;
    private DynamoDbMetadata elsewhere;

    abstract DynamoDbClient client();

    @BeforeEach
    void open() {
        DynamoDbLocal.createTableWithStream(client(), "devices", "metakey");
        metadata = over("devices");
        elsewhere = over("elsewhere");
    }

    @AfterEach
    void close() {
        metadata.close();
        elsewhere.close();
    }

    @Test
    void find_noTable_failsWithTheReasonOfTheServer() {
        assertThat(broken().find("k"))
                .failsWithin(Duration.ofSeconds(60))
                .withThrowableThat()
                .withCauseInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void find_readingConsistently_isTheSame() {
        put(Map.of("metakey", AttributeValue.fromS("consistent")));
        metadata.readConsistently(true);

        assertThat(metadata.find("consistent").join()).contains(new DeviceMetadata(Map.of("metakey", "consistent")));
    }

    @Override
    MetadataLookup lookup() {
        return metadata;
    }

    @Override
    MetadataLookup broken() {
        return elsewhere;
    }

    @Override
    void put(Map<String, AttributeValue> item) {
        client().putItem(put -> put.tableName("devices").item(item));
    }

    private DynamoDbMetadata over(String table) {
        return new DynamoDbMetadata(
                client(), table, "metakey", 8, Duration.ofMinutes(1), false, new SimpleMeterRegistry());
    }
}
