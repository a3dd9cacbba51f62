package io.isobar.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.faults.DynamoDbFaults;
import io.isobar.local.DynamoDbLocal;
import io.isobar.local.RealServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DirectPutsIT {

    @RegisterExtension
    static final RealServer<DynamoDbLocal> DYNAMODB = RealServer.of(folder -> DynamoDbLocal.start());

    private static final Set<String> KEY = Set.of("id");

    private DynamoDbFaults faults;
    private DynamoDbClient client;
    private DirectPuts puts;
    private String table;

    @BeforeEach
    void makeTable() {
        faults = DynamoDbFaults.before(DYNAMODB.get().url());
        table = "direct-" + faults.url().getPort();
        DYNAMODB.get().createTable(table, "id");
        client = DynamoDbLocal.client(DynamoDbClient.builder(), faults.url());
        puts = DirectPuts.of(client);
    }

    @AfterEach
    void close() {
        puts.close();
        client.close();
        faults.close();
    }

    @Test
    void unprocessed_valuesOfEveryType_areWhatTheSdkReads() {
        Map<String, AttributeValue> item = Map.of(
                "id", AttributeValue.fromS("é😀\"\\\u0000"),
                "n", AttributeValue.fromN("-12345678901234567890.5"),
                "t", AttributeValue.fromBool(false),
                "nothing", AttributeValue.fromNul(true),
                "b", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, -1, 2})),
                "sets",
                        AttributeValue.fromM(Map.of(
                                "s", AttributeValue.fromSs(List.of("a")),
                                "n", AttributeValue.fromNs(List.of("1")),
                                "b", AttributeValue.fromBs(List.of(SdkBytes.fromUtf8String("x"))))),
                "l", AttributeValue.fromL(List.of(AttributeValue.fromS(""), AttributeValue.fromM(Map.of()))));

        assertThat(puts.unprocessed(table, KEY, List.of(item))).isEmpty();

        assertThat(client.scan(scan -> scan.tableName(table)).items()).containsExactly(item);
        assertThat(faults.authorizations().getFirst())
                .startsWith("AWS4-HMAC-SHA256 Credential=local/")
                .contains("/eu-central-1/dynamodb/aws4_request");
    }

    @Test
    void unprocessed_whatIsLeftForLater_isSaidByItsKey() {
        faults.leaveForLater(item -> item.at("/n/N").asString().equals("2"));
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            items.add(Map.of("id", AttributeValue.fromS("k" + i), "n", AttributeValue.fromN("" + i % 3)));
        }

        assertThat(puts.unprocessed(table, KEY, items)).containsExactly(Map.of("id", AttributeValue.fromS("k2")));
    }

    @Test
    void unprocessed_whatDoesNotGoWell_isLeftToTheSdk_andWhatComesNextAtOnce() {
        List<Map<String, AttributeValue>> item = List.of(Map.of("id", AttributeValue.fromS("a")));
        faults.throttle(true);
        assertThat(puts.unprocessed(table, KEY, item)).isNull();
        faults.throttle(false);

        assertThat(puts.unprocessed(table, KEY, item)).isNull();
        assertThat(faults.calls()).hasSize(1);
    }
}
