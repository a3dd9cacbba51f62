package io.isobar.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.local.DynamoDbLocal;
import io.isobar.local.RealServer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

@Timeout(120)
class TableStreamIT {

    @RegisterExtension
    static final RealServer<DynamoDbLocal> DYNAMODB = RealServer.of(folder -> DynamoDbLocal.start());

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @Test
    void start_changes_areTold() throws InterruptedException {
        createTable("changing", "k1");

        try (TableStream stream = stream("changing")) {
            stream.start();
            await("up to date");
            assertThat(stream.notFollowed()).isEmpty();

            DYNAMODB.get().put("changing", Map.of("metakey", "k2"));
            await("changed k2");
            client().updateItem(update -> update.tableName("changing")
                    .key(key("k1"))
                    .updateExpression("SET room = :room")
                    .expressionAttributeValues(Map.of(":room", AttributeValue.fromS("12"))));
            await("changed k1");
            client().deleteItem(delete -> delete.tableName("changing").key(key("k1")));
            await("changed k1");
            await("up to date");
        }
        await("lost");
    }

    @Test
    void start_noStreamUntilLater_isFollowedThen() throws InterruptedException {
        createTable("later", "k1");
        enableStream("later", false);

        try (TableStream stream = new TableStream(
                client(),
                DYNAMODB.get().streams(),
                "later",
                "metakey",
                changes(),
                System::nanoTime,
                pause -> TimeUnit.MILLISECONDS.sleep(Math.min(pause.toMillis(), 100)))) {
            stream.start();
            while (!stream.notFollowed().orElseThrow().startsWith("it has no stream")) Thread.onSpinWait();

            enableStream("later", true);
            await("up to date");
            DYNAMODB.get().put("later", Map.of("metakey", "k2"));
            await("changed k2");

            enableStream("later", false);
            await("lost");
            enableStream("later", true);
            await("up to date");
            DYNAMODB.get().put("later", Map.of("metakey", "k3"));
            await("changed k3");
        }
    }

    private static void createTable(String table, String item) {
        DYNAMODB.get().createTableWithStream(table, "metakey");
        DYNAMODB.get().put(table, Map.of("metakey", item));
    }

    private static void enableStream(String table, boolean enabled) {
        client().updateTable(update -> update.tableName(table)
                .streamSpecification(stream ->
                        stream.streamEnabled(enabled).streamViewType(enabled ? StreamViewType.KEYS_ONLY : null)));
    }

    private static Map<String, AttributeValue> key(String metakey) {
        return Map.of("metakey", AttributeValue.fromS(metakey));
    }

    private static DynamoDbClient client() {
        return DYNAMODB.get().client();
    }

    private TableStream stream(String table) {
        return new TableStream(client(), DYNAMODB.get().streams(), table, "metakey", changes());
    }

    /** What comes before it is skipped. */
    private void await(String event) throws InterruptedException {
        String next = told.take();
        while (!next.equals(event)) next = told.take();
    }

    private TableChanges changes() {
        return new TableChanges() {
            @Override
            public void following() {
                told.add("following");
            }

            @Override
            public void upToDate(long since, long until) {
                told.add("up to date");
            }

            @Override
            public void changed(Set<String> keys) {
                keys.forEach(key -> told.add("changed " + key));
            }

            @Override
            public void lost() {
                told.add("lost");
            }
        };
    }
}
