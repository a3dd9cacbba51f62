package io.isobar.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.local.DynamoDbLocal;
import io.isobar.local.RealServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;

/** What a table is asked for, and what becomes of finds when it does not do what it is asked. One key in ten has an item. */
@Timeout(180)
class DynamoDbMetadataIT {

    @RegisterExtension
    static final RealServer<DynamoDbLocal> DYNAMODB = RealServer.of(folder -> DynamoDbLocal.start());

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final WatchedTable table = new WatchedTable(DYNAMODB.get().client());
    private final List<DynamoDbMetadata> open = new ArrayList<>();

    @BeforeAll
    static void fillTable() {
        DYNAMODB.get().createTableWithStream("devices", "metakey");
        for (int key = 0; key < 2000; key += 10) {
            DYNAMODB.get().put("devices", Map.of("metakey", "key-" + key, "number", "" + key));
        }
    }

    @AfterEach
    void close() {
        open.forEach(DynamoDbMetadata::close);
    }

    @Test
    void find_tenThousandNewKeysInABurst_costAtMostAHundredAndTenCalls() {
        assertAllRight(findAll(metadata(PATIENCE), 10_000));

        assertThat(table.calls)
                .hasSizeBetween(100, 110)
                .allSatisfy(keys -> assertThat(keys).hasSizeLessThanOrEqualTo(100));
        assertThat(table.keysAsked()).hasSize(10_000).doesNotHaveDuplicates();
        assertThat(registry.get("isobar.metadata.fetch").timer().count()).isEqualTo(table.calls.size());
        assertThat(registry.get("isobar.metadata.fetch.keys").counter().count()).isEqualTo(10_000);
    }

    @Test
    void find_threeKeysInTenAreLeftUnprocessed_areAskedForAgainAndNothingElse() {
        Random random = new Random(7);
        table.leave(key -> random.nextInt(10) < 3);

        assertAllRight(findAll(metadata(PATIENCE), 10_000));

        List<String> asked = new ArrayList<>(table.keysAsked());
        assertThat(table.left).hasSizeBetween(3500, 5000);
        assertThat(asked).hasSize(10_000 + table.left.size());
        table.left.forEach(asked::remove);
        assertThat(asked).doesNotHaveDuplicates();
    }

    @Test
    void find_nothingIsProcessedForAWhile_isAnsweredInTheEnd() {
        AtomicInteger left = new AtomicInteger(500);
        table.leave(key -> left.getAndDecrement() > 0);

        assertAllRight(findAll(metadata(PATIENCE), 100));

        assertThat(table.keysAsked()).hasSize(600);
    }

    @Test
    void find_nothingIsEverProcessed_failsAtTheDeadline() {
        table.leave(key -> true);

        assertAllLate(findAll(metadata(Duration.ofMillis(300)), 1000), "0.3s");
    }

    @Test
    void find_tableThrottles_failsWithItsReasonAndWorksAfterwards() {
        DynamoDbMetadata metadata = metadata(PATIENCE);
        table.first(() -> {
            throw ProvisionedThroughputExceededException.builder()
                    .message("slow down")
                    .build();
        });
        assertThat(findAll(metadata, 1000))
                .allSatisfy(each -> assertThat(each)
                        .failsWithin(PATIENCE)
                        .withThrowableThat()
                        .withCauseInstanceOf(ProvisionedThroughputExceededException.class)
                        .withMessageContaining("slow down"));

        table.first(() -> {});

        assertAllRight(findAll(metadata, 1000));
    }

    @Test
    void find_clientHangs_failsAtTheDeadlineAndWorksAfterwards() {
        DynamoDbMetadata metadata = metadata(Duration.ofSeconds(5));
        CountDownLatch hanging = new CountDownLatch(1);
        table.first(() -> await(hanging));
        List<CompletableFuture<Optional<DeviceMetadata>>> sentAndWaiting = findAll(metadata, 1000);
        assertAllLate(sentAndWaiting, "5s");
        int sent = table.keysAsked().size();
        assertThat(table.calls).hasSize(8);

        hanging.countDown();

        assertAllRight(findAll(metadata, 1000));
        assertThat(table.keysAsked()).hasSize(sent + 1000);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closing) {
            throw new IllegalStateException("aborted", closing);
        }
    }

    private static List<CompletableFuture<Optional<DeviceMetadata>>> findAll(MetadataLookup metadata, int keys) {
        return IntStream.range(0, keys)
                .mapToObj(key -> metadata.find("key-" + key))
                .toList();
    }

    private static void assertAllRight(List<CompletableFuture<Optional<DeviceMetadata>>> found) {
        for (int key = 0; key < found.size(); key++) {
            Map<String, String> item = Map.of("metakey", "key-" + key, "number", "" + key);
            boolean present = key < 2000 && key % 10 == 0;
            assertThat(found.get(key))
                    .succeedsWithin(PATIENCE)
                    .isEqualTo(present ? Optional.of(new DeviceMetadata(item)) : Optional.empty());
        }
    }

    private static void assertAllLate(List<CompletableFuture<Optional<DeviceMetadata>>> found, String timeout) {
        assertThat(found)
                .allSatisfy(each -> assertThat(each)
                        .failsWithin(PATIENCE)
                        .withThrowableThat()
                        .withCauseInstanceOf(TimeoutException.class)
                        .withMessageContaining("no answer from table devices within " + timeout));
    }

    private DynamoDbMetadata metadata(Duration timeout) {
        DynamoDbMetadata made = new DynamoDbMetadata(table, "devices", "metakey", 8, timeout, false, registry);
        open.add(made);
        return made;
    }
}
