package io.isobar.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isobar.local.DynamoDbLocal;
import io.isobar.local.RealServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

class DynamoDbMetadataIT {

    @RegisterExtension
    static final RealServer<DynamoDbLocal> DYNAMODB = RealServer.of(folder -> DynamoDbLocal.start());

    @BeforeAll
    static void makeTable() {
        DYNAMODB.get().createTable("devices", "metakey");
    }

    @Test
    void find_item_isItsAttributesAsText() {
        DYNAMODB.get()
                .client()
                .putItem(put -> put.tableName("devices")
                        .item(Map.of(
                                "metakey", AttributeValue.fromS("k"),
                                "number", AttributeValue.fromN("72.50"),
                                "flag", AttributeValue.fromBool(true),
                                "nothing", AttributeValue.fromNul(true),
                                "set", AttributeValue.fromSs(List.of("b", "a")))));

        assertThat(metadata("devices").find("k").join())
                .hasValueSatisfying(device -> assertThat(device.attributes())
                        .isEqualTo(Map.of("metakey", "k", "number", "72.5", "flag", "true", "set", "a,b")));
    }

    @Test
    void find_noItem_isEmpty() {
        assertThat(metadata("devices").find("absent").join()).isEmpty();
        assertThat(metadata("devices").find("x".repeat(5000)).join()).isEmpty();
    }

    @Test
    void find_noTable_failsAndSaysSo() {
        assertThatThrownBy(() -> metadata("elsewhere").find("k").join())
                .hasCauseInstanceOf(ResourceNotFoundException.class);
    }

    private static DynamoDbMetadata metadata(String table) {
        return new DynamoDbMetadata(
                DYNAMODB.get().client(),
                table,
                "metakey",
                2,
                java.time.Duration.ofSeconds(30),
                false,
                new SimpleMeterRegistry());
    }
}
