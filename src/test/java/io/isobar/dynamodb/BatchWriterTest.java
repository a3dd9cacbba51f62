package io.isobar.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.isobar.pipeline.ParkReason;
import io.isobar.pipeline.PeerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

class BatchWriterTest {

    private static final String TABLE = "table";

    /** What the table has, by key, and how it answers. */
    private final class Table implements DynamoDbClient {

        @Override
        public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
            List<WriteRequest> puts = request.requestItems().get(TABLE);
            requests.add(puts.stream().map(BatchWriterTest::text).toList());
            List<WriteRequest> unprocessed = answer.apply(puts);
            puts.stream().filter(put -> !unprocessed.contains(put)).forEach(put -> items.put(key(put), text(put)));
            return BatchWriteItemResponse.builder()
                    .unprocessedItems(unprocessed.isEmpty() ? Map.of() : Map.of(TABLE, unprocessed))
                    .build();
        }

        @Override
        public String serviceName() {
            return "dynamodb";
        }

        @Override
        public void close() {}
    }

    private static final int CONNECTIONS = 4;

    private final Map<String, String> items = new ConcurrentHashMap<>();
    private final List<List<String>> requests = new CopyOnWriteArrayList<>();
    private final List<String> stored = new CopyOnWriteArrayList<>();
    private final Map<String, String> refused = new ConcurrentHashMap<>();
    private final PeerState state = new PeerState("table", LoggerFactory.getLogger(BatchWriterTest.class));
    private final BatchWriter writer = writer(BatchWriter.FOR_EVER);
    private volatile Function<List<WriteRequest>, List<WriteRequest>> answer = puts -> List.of();

    private final BatchWriter.Outcome<String> outcome = new BatchWriter.Outcome<>() {

        @Override
        public void stored(String value) {
            stored.add(value);
        }

        @Override
        public void refused(String value, ParkReason reason, String why) {
            refused.put(value, reason + " " + why);
        }
    };

    @AfterEach
    void close() {
        writer.close();
    }

    @Test
    void write_many_areRequestsOfTwentyFive() throws InterruptedException {
        List<String> values =
                IntStream.range(0, 60).mapToObj(i -> "k" + i + "=v").toList();

        write(values, 100);

        assertThat(requests).extracting(List::size).containsExactlyInAnyOrder(25, 25, 10);
        assertThat(stored).containsExactlyInAnyOrderElementsOf(values);
        assertThat(items).hasSize(60);
    }

    @Test
    void write_longOnes_areRequestsThatDynamoDbTakes() throws InterruptedException {
        write(IntStream.range(0, 10).mapToObj(i -> "k" + i + "=v").toList(), 150_000);

        assertThat(requests).extracting(List::size).containsOnly(2);
    }

    @Test
    void write_sameKey_onlyTheLastIsPutAndAllAreStored() throws InterruptedException {
        write(List.of("a=1", "b=1", "a=2", "a=3"), 10);

        assertThat(requests).containsExactly(List.of("a=3", "b=1"));
        assertThat(items).containsOnly(entry("a", "a=3"), entry("b", "b=1"));
        assertThat(stored).containsExactlyInAnyOrder("a=1", "a=2", "a=3", "b=1");
    }

    @Test
    void write_unprocessed_isSentAgainAlone() throws InterruptedException {
        answer = puts -> requests.size() == 1 ? puts.subList(1, 3) : List.of();

        write(List.of("a=1", "b=1", "c=1", "d=1"), 10);

        assertThat(requests).containsExactly(List.of("a=1", "b=1", "c=1", "d=1"), List.of("b=1", "c=1"));
        assertThat(stored).containsExactlyInAnyOrder("a=1", "b=1", "c=1", "d=1").hasSize(4);
        assertThat(state.failure()).isEmpty();
    }

    @Test
    void write_leftForLaterTooOften_isGivenUpWithThoseThatItReplaced() throws InterruptedException {
        answer = puts -> puts.stream().filter(put -> key(put).equals("b")).toList();

        try (BatchWriter twice = writer(2)) {
            write(twice, List.of("a=1", "b=1", "b=2"), 10);
        }

        assertThat(requests).containsExactly(List.of("a=1", "b=2"), List.of("b=2"), List.of("b=2"));
        assertThat(stored).containsExactly("a=1");
        assertThat(refused).containsOnlyKeys("b=1", "b=2");
        assertThat(refused.get("b=1")).startsWith("UNPROCESSED").contains("2 times");
    }

    /** An array of many objects is many requests. */
    @Test
    void write_moreRequestsThanConnections_waitForOneAnother() throws InterruptedException {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        answer = puts -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.yield();
            now.decrementAndGet();
            return List.of();
        };

        write(IntStream.range(0, 1_000).mapToObj(i -> "k" + i + "=v").toList(), 10);

        assertThat(stored).hasSize(1_000);
        assertThat(most.get()).isBetween(1, CONNECTIONS);
    }

    @Test
    void write_tableAway_isTriedUntilItWorks() throws InterruptedException {
        List<Optional<String>> seen = new ArrayList<>();
        answer = puts -> {
            seen.add(state.failure());
            if (requests.size() < 3) throw failure("ProvisionedThroughputExceededException", "slow down");
            return List.of();
        };

        write(List.of("a=1"), 10);

        assertThat(seen.getLast().orElseThrow()).startsWith("1 items cannot be put: slow down");
        assertThat(stored).containsExactly("a=1");
        assertThat(state.failure()).isEmpty();
    }

    @Test
    void write_oneThatIsRefused_isFoundAmongTheOthers() throws InterruptedException {
        answer = puts -> {
            if (puts.stream().map(BatchWriterTest::key).anyMatch("k13"::equals)) {
                throw failure("ValidationException", "Item size has exceeded the maximum allowed size");
            }
            return List.of();
        };

        write(IntStream.range(0, 25).mapToObj(i -> "k" + i + "=v").toList(), 10);

        assertThat(refused)
                .containsOnly(entry(
                        "k13=v", "REJECTED the table refuses it: Item size has exceeded the maximum allowed size"));
        assertThat(stored).hasSize(24);
        assertThat(items).hasSize(24).doesNotContainKey("k13");
    }

    /** The last one wins, of those that the table takes. */
    @Test
    void write_refusedWithAnEarlierOneOfItsKey_thatIsStored() throws InterruptedException {
        answer = puts -> {
            if (puts.stream().map(BatchWriterTest::text).anyMatch("a=3"::equals)) {
                throw failure("ValidationException", "too many digits");
            }
            return List.of();
        };

        write(List.of("a=1", "a=2", "a=3"), 10);

        assertThat(refused).containsOnlyKeys("a=3");
        assertThat(stored).containsExactlyInAnyOrder("a=1", "a=2");
        assertThat(items).containsOnly(entry("a", "a=2"));
    }

    /** Every item would be refused, which is not their fault. */
    @Test
    void write_tableOfOtherKeys_waits() throws InterruptedException {
        answer = puts -> {
            if (requests.size() < 3) {
                throw failure("ValidationException", "The provided key element does not match the schema");
            }
            return List.of();
        };

        write(List.of("a=1"), 10);

        assertThat(refused).isEmpty();
        assertThat(stored).containsExactly("a=1");
    }

    @Test
    void write_interrupted_endsAtOnce() {
        answer = puts -> {
            throw failure("InternalServerError", "away");
        };

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> write(List.of("a=1"), 10)).isInstanceOf(InterruptedException.class);
        assertThat(stored).isEmpty();
    }

    /** @param values as key=value */
    private void write(List<String> values, int bytes) throws InterruptedException {
        write(writer, values, bytes);
    }

    private BatchWriter writer(int maxRetry) {
        return new BatchWriter(new Table(), null, TABLE, Set.of("id"), CONNECTIONS, maxRetry, state);
    }

    private void write(BatchWriter to, List<String> values, int bytes) throws InterruptedException {
        to.write(
                values.stream()
                        .map(value -> new BatchWriter.Put<>(
                                value,
                                Map.of(
                                        "id", AttributeValue.fromS(value.split("=")[0]),
                                        "text", AttributeValue.fromS(value)),
                                bytes))
                        .toList(),
                outcome);
    }

    private static String key(WriteRequest put) {
        return put.putRequest().item().get("id").s();
    }

    private static String text(WriteRequest put) {
        return put.putRequest().item().get("text").s();
    }

    private static DynamoDbException failure(String code, String message) {
        return (DynamoDbException) DynamoDbException.builder()
                .statusCode(400)
                .message(message)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }
}
