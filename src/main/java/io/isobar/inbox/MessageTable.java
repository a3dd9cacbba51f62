package io.isobar.inbox;

import io.isobar.dynamodb.AttributeValues;
import io.isobar.dynamodb.AwsClients;
import io.isobar.dynamodb.Keys;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import tools.jackson.databind.JsonNode;

/**
 * Finds and removes the messages in the table. Each answer is of what was there when it was asked for: all reads are strongly
 * consistent. While the table is away, throttled or forbidden an answer is waited for, with back-off.
 *
 * <p>Needs dynamodb:Query, GetItem, DeleteItem, and Scan for {@link #devices}. Safe for use by many threads.
 */
final class MessageTable {

    /** The ids of the first and the last message of a device; the same if there is one alone. */
    record Range(String oldest, String newest) {}

    private static final RetryPolicy RETRY = new RetryPolicy(Duration.ofMillis(100), Duration.ofSeconds(5));

    private final DynamoDbClient client;
    private final String table;
    private final PeerState state;

    /** @param state told of each request that fails or works */
    MessageTable(DynamoDbClient client, String table, PeerState state) {
        this.client = client;
        this.table = table;
        this.state = state;
    }

    /** Empty if there is no message of the device. */
    Optional<Range> query(String uuid) throws InterruptedException {
        if (!Keys.isHash(uuid)) return Optional.empty();
        String oldest = first(uuid, true);
        if (oldest == null) return Optional.empty();
        String newest = first(uuid, false);
        // The last one may have been removed meanwhile.
        return newest == null ? Optional.empty() : Optional.of(new Range(oldest, newest));
    }

    private @Nullable String first(String uuid, boolean forward) throws InterruptedException {
        return messageId(ofDevice("#uuid = :uuid", Map.of(":uuid", AttributeValue.fromS(uuid)))
                .scanIndexForward(forward)
                .build());
    }

    /** The id of the message after that one, which need not be there; empty if there is none. */
    Optional<String> next(String uuid, String messageId) throws InterruptedException {
        if (!canBeKey(uuid, messageId)) return Optional.empty();
        Map<String, AttributeValue> values =
                Map.of(":uuid", AttributeValue.fromS(uuid), ":id", AttributeValue.fromS(messageId));
        return Optional.ofNullable(
                messageId(ofDevice("#uuid = :uuid AND messageId > :id", values).build()));
    }

    private QueryRequest.Builder ofDevice(String condition, Map<String, AttributeValue> values) {
        return QueryRequest.builder()
                .tableName(table)
                .consistentRead(true)
                .keyConditionExpression(condition)
                .expressionAttributeNames(Map.of("#uuid", StoredMessage.UUID))
                .expressionAttributeValues(values)
                .projectionExpression(StoredMessage.MESSAGE_ID)
                .limit(1);
    }

    private @Nullable String messageId(QueryRequest request) throws InterruptedException {
        QueryResponse response = answer(() -> client.query(request));
        return response.items().isEmpty() ? null : text(response.items().getFirst(), StoredMessage.MESSAGE_ID);
    }

    /** What was sent, with all digits of its numbers; empty if it is not there. */
    Optional<JsonNode> get(String uuid, String messageId) throws InterruptedException {
        if (!canBeKey(uuid, messageId)) return Optional.empty();
        AttributeValue body = answer(() -> client.getItem(get -> get.tableName(table)
                        .consistentRead(true)
                        .key(key(uuid, messageId))
                        .projectionExpression(StoredMessage.BODY)))
                .item()
                .get(StoredMessage.BODY);
        return Optional.ofNullable(body).map(AttributeValues::json);
    }

    /** Afterwards it is not there, whether it was before or not. */
    void delete(String uuid, String messageId) throws InterruptedException {
        if (!canBeKey(uuid, messageId)) return;
        answer(() -> client.deleteItem(delete -> delete.tableName(table).key(key(uuid, messageId))));
    }

    /**
     * Every device that there is a message of, in no order. Reads the whole table, 1 MB at a time and for a read unit per 4 KB:
     * DynamoDB has no cheaper way to the hash keys of a table.
     */
    List<String> devices() throws InterruptedException {
        List<String> devices = new ArrayList<>();
        Map<String, AttributeValue> after = Map.of();
        do {
            ScanResponse page = page(after);
            for (Map<String, AttributeValue> item : page.items()) {
                String uuid = text(item, StoredMessage.UUID);
                // The messages of a device lie side by side, in this page and the next.
                if (devices.isEmpty() || !devices.getLast().equals(uuid)) devices.add(uuid);
            }
            after = page.lastEvaluatedKey();
        } while (!after.isEmpty());
        return devices;
    }

    private ScanResponse page(Map<String, AttributeValue> after) throws InterruptedException {
        ScanRequest request = ScanRequest.builder()
                .tableName(table)
                .consistentRead(true)
                .exclusiveStartKey(after.isEmpty() ? null : after)
                .projectionExpression("#uuid")
                .expressionAttributeNames(Map.of("#uuid", StoredMessage.UUID))
                .build();
        return answer(() -> client.scan(request));
    }

    /** Whether there can be such an item: DynamoDB refuses to look for another one. */
    private static boolean canBeKey(String uuid, String messageId) {
        return Keys.isHash(uuid) && Keys.isRange(messageId);
    }

    private static String text(Map<String, AttributeValue> item, String key) {
        return Objects.requireNonNull(item.get(key)).s();
    }

    private static Map<String, AttributeValue> key(String uuid, String messageId) {
        return Map.of(
                StoredMessage.UUID, AttributeValue.fromS(uuid),
                StoredMessage.MESSAGE_ID, AttributeValue.fromS(messageId));
    }

    private <T> T answer(Supplier<T> call) throws InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                T answer = call.get();
                state.works();
                return answer;
            } catch (SdkException e) {
                state.failed("messages cannot be read or removed: " + AwsClients.reason(e));
                Thread.sleep(RETRY.delay(failures, ThreadLocalRandom.current()));
            }
        }
    }
}
