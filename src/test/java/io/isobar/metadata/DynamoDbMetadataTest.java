package io.isobar.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromNul;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

@Timeout(60)
class DynamoDbMetadataTest {

    private static final Duration PATIENT = Duration.ofMinutes(5);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ItemTable table = new ItemTable(
            Map.of("metakey", fromS("123456789"), "floor", fromN("3"), "empty", fromS(""), "nothing", fromNul(true)));
    private final ScriptedTable scripted = new ScriptedTable();
    private final List<DynamoDbMetadata> open = new ArrayList<>();
    private final DynamoDbMetadata metadata = over(table, 2, PATIENT, false);

    @AfterEach
    void close() {
        open.forEach(DynamoDbMetadata::close);
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
    void find_metakey_isAskedForByStringAndTimedAndCounted() throws Exception {
        metadata.find("42").get(30, TimeUnit.SECONDS);

        assertThat(table.requests()).singleElement().satisfies(request -> {
            assertThat(request.requestItems()).containsOnlyKeys("devices");
            assertThat(request.requestItems().get("devices").keys()).containsExactly(Map.of("metakey", fromS("42")));
        });
        assertThat(registry.get("isobar.metadata.fetch").timer().count()).isEqualTo(1);
        assertThat(registry.get("isobar.metadata.fetch.keys").counter().count()).isEqualTo(1);
    }

    @Test
    void find_twoTables_shareTheMeters() throws Exception {
        DynamoDbMetadata other = over(new ItemTable(Map.of()), 1, PATIENT, false);

        metadata.find("42").get(30, TimeUnit.SECONDS);
        other.find("42").get(30, TimeUnit.SECONDS);

        assertThat(registry.get("isobar.metadata.fetch").timer().count()).isEqualTo(2);
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
    void find_callFailed_theNextOneIsMadeAllTheSame() throws Exception {
        DynamoDbMetadata one = over(scripted, 1, PATIENT, false);
        CompletableFuture<?> failing = one.find("a");
        scripted.call().fail(new IllegalStateException("slow down"));
        assertThat(failing).failsWithin(30, TimeUnit.SECONDS);

        CompletableFuture<?> again = one.find("a");
        scripted.call().answer();

        assertThat(again).succeedsWithin(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\ud83d", "a\ude00b"})
    void find_whatCanBeNoHashKey_isEmptyWithoutAsking(String metakey) {
        assertThat(metadata.find(metakey)).isCompletedWithValue(Optional.empty());
        assertThat(table.requests()).isEmpty();
    }

    @Test
    void find_metakeyLongerThanAKeyCanBe_isEmptyWithoutAsking() throws Exception {
        assertThat(metadata.find("é".repeat(1024)).get(30, TimeUnit.SECONDS)).isEmpty();
        assertThat(metadata.find("é".repeat(1024) + "a").get(30, TimeUnit.SECONDS))
                .isEmpty();

        assertThat(table.requests()).hasSize(1);
    }

    @Test
    void find_manyKeys_areAskedForByTheHundred() throws Exception {
        DynamoDbMetadata many = over(scripted, 8, PATIENT, false);
        List<CompletableFuture<Optional<DeviceMetadata>>> found =
                IntStream.range(0, 800).mapToObj(key -> many.find("key-" + key)).toList();

        int answered = 0;
        while (answered < 800) {
            ScriptedTable.Call call = scripted.call();
            call.answer();
            answered += call.keys().size();
        }

        assertThat(found).allSatisfy(each -> assertThat(each).succeedsWithin(30, TimeUnit.SECONDS));
        assertThat(scripted.keysAsked).doesNotHaveDuplicates();
    }

    @Test
    void find_keyThatIsSent_isSentAgain() throws Exception {
        DynamoDbMetadata sending = over(scripted, 2, PATIENT, false);
        sending.find("a");
        ScriptedTable.Call first = scripted.call();

        CompletableFuture<?> again = sending.find("a");
        ScriptedTable.Call second = scripted.call();
        second.answer();

        assertThat(again).succeedsWithin(30, TimeUnit.SECONDS);
        assertThat(scripted.keysAsked).containsExactly("a", "a");
        first.answer();
    }

    @Test
    void find_keyIsLeftUnprocessed_isAskedForAgainAlone() throws Exception {
        DynamoDbMetadata busy = over(scripted, 1, PATIENT, false);
        CompletableFuture<?> a = busy.find("a");
        CompletableFuture<?> b = busy.find("b");

        ScriptedTable.Call first = scripted.call();
        first.answerAllBut(Set.of("b"));
        assertThat(a).succeedsWithin(30, TimeUnit.SECONDS);
        ScriptedTable.Call second = scripted.call();
        second.answer();

        assertThat(b).succeedsWithin(30, TimeUnit.SECONDS);
        assertThat(second.keys()).containsExactly("b");
    }

    @Test
    void find_noAnswerInTime_failsAndSaysWhichTable() {
        DynamoDbMetadata hanging = over(scripted, 1, Duration.ofMillis(200), false);
        CompletableFuture<?> sent = hanging.find("a");
        CompletableFuture<?> waiting = hanging.find("b");

        assertThat(List.of(sent, waiting))
                .allSatisfy(each -> assertThat(each)
                        .failsWithin(30, TimeUnit.SECONDS)
                        .withThrowableThat()
                        .withCauseInstanceOf(TimeoutException.class)
                        .withMessageContaining("no answer from table devices within 0.2s"));
    }

    @Test
    void readConsistently_holdsForEachCallFromThenOn() throws Exception {
        DynamoDbMetadata switched = over(scripted, 3, PATIENT, true);
        switched.find("a");
        assertThat(scripted.call().consistent()).isTrue();

        switched.readConsistently(false);
        switched.find("b");
        assertThat(scripted.call().consistent()).isFalse();

        switched.readConsistently(true);
        switched.find("c");
        assertThat(scripted.call().consistent()).isTrue();
    }

    @Test
    void readConsistently_whileAKeyWaits_countsForWhoJoinsIt() throws Exception {
        DynamoDbMetadata switched = over(scripted, 1, PATIENT, false);
        switched.find("sent");
        ScriptedTable.Call first = scripted.call();
        switched.find("a");

        switched.readConsistently(true);
        switched.find("a");
        switched.readConsistently(false);
        first.answer();

        assertThat(first.consistent()).isFalse();
        assertThat(scripted.call()).satisfies(second -> {
            assertThat(second.keys()).containsExactly("a");
            assertThat(second.consistent()).isTrue();
        });
    }

    @Test
    void close_whileFindsWait_failsThemAndEndsTheThreads() throws Exception {
        long before = threads();
        DynamoDbMetadata closing = over(scripted, 1, PATIENT, false);
        CompletableFuture<?> sent = closing.find("a");
        scripted.call();
        CompletableFuture<?> waiting = closing.find("b");

        closing.close();

        assertThat(sent).isCompletedExceptionally();
        assertThat(waiting).isCompletedExceptionally();
        await().atMost(PATIENT).until(() -> threads() <= before);
    }

    @Test
    void find_afterClose_failsAndDoesNotThrow() {
        metadata.close();

        CompletableFuture<?> found = metadata.find("123456789");

        assertThat(found).isCompletedExceptionally();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("isobar-metadata"))
                .count();
    }

    private DynamoDbMetadata over(DynamoDbClient client, int concurrency, Duration timeout, boolean consistently) {
        DynamoDbMetadata made =
                new DynamoDbMetadata(client, "devices", "metakey", concurrency, timeout, consistently, registry);
        open.add(made);
        return made;
    }
}
