package io.isobar.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.metadata.CachingMetadata.Limits;
import io.isobar.pipeline.PeerState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.helpers.NOPLogger;

@Timeout(60)
class CachingMetadataTest {

    private static final Limits LIMITS =
            new Limits(1000, Duration.ofSeconds(30), Duration.ofHours(24), Duration.ofSeconds(10));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PeerState state = new PeerState("table", NOPLogger.NOP_LOGGER);
    private final ManualSource source = new ManualSource();
    private final ManualTimer timer = new ManualTimer();
    private long now;
    private final CachingMetadata metadata = caching(source);

    @Test
    void find_unknownKey_isAskedAndRemembered() {
        CompletableFuture<Optional<DeviceMetadata>> first = metadata.find("a");
        assertThat(first).isNotDone();
        source.answer("a", item("1"));

        assertThat(first).isCompletedWithValue(item("1"));
        assertThat(metadata.find("a")).isCompletedWithValue(item("1"));
        assertThat(source.asked).containsExactly("a");
        assertCounts(Map.of("miss", 1, "hit", 1));
    }

    @Test
    void find_manyAskersAtOnce_fetchesOnce() throws InterruptedException {
        List<CompletableFuture<Optional<DeviceMetadata>>> found = askFromThreads(8, "a");

        source.answer("a", item("1"));

        assertThat(found).hasSize(8).allSatisfy(each -> assertThat(each).isCompletedWithValue(item("1")));
        assertThat(source.asked).containsExactly("a");
        assertCounts(Map.of("miss", 8));
    }

    @Test
    void find_twoKeys_areApart() {
        remember("a", item("1"));
        remember("b", item("2"));

        assertThat(metadata.find("a")).isCompletedWithValue(item("1"));
        assertThat(metadata.find("b")).isCompletedWithValue(item("2"));
    }

    @Test
    void find_answerComesAtOnce_isAMissAllTheSame() {
        CachingMetadata instant = caching(metakey -> CompletableFuture.completedFuture(item("1")));

        assertThat(instant.find("a")).isCompletedWithValue(item("1"));
        assertCounts(Map.of("miss", 1));
    }

    @Test
    void find_oneAskerGivesUp_othersStillGetTheirAnswer() {
        CompletableFuture<Optional<DeviceMetadata>> impatient = metadata.find("a");
        CompletableFuture<Optional<DeviceMetadata>> patient = metadata.find("a");

        impatient.cancel(true);
        source.answer("a", item("1"));

        assertThat(patient).isCompletedWithValue(item("1"));
    }

    @Test
    void find_noItem_isRememberedAsAbsent() {
        remember("a", Optional.empty());

        assertThat(metadata.find("a")).isCompletedWithValue(Optional.empty());
        assertThat(source.asked).containsExactly("a");
        assertCounts(Map.of("miss", 1, "negative", 1));
    }

    @Test
    void find_noItemAskedForAllTheTime_isForgottenAfterAbsentFor() {
        remember("a", Optional.empty());

        for (int second = 1; second <= 9; second++) {
            pass(1);
            assertThat(metadata.find("a")).isCompletedWithValue(Optional.empty());
        }
        pass(2);
        CompletableFuture<Optional<DeviceMetadata>> again = metadata.find("a");

        assertThat(again).isNotDone();
        source.answer("a", item("1"));
        assertThat(again).isCompletedWithValue(item("1"));
        assertCounts(Map.of("miss", 2, "negative", 9));
    }

    @Test
    void find_itemInUse_isRefreshedBehindTheAnswers() {
        remember("a", item("1"));
        pass(25);

        assertThat(metadata.find("a")).isCompletedWithValue(item("1"));
        assertThat(source.asked).hasSize(2);
        assertThat(metadata.find("a")).isCompletedWithValue(item("1"));
        source.answer("a", item("2"));

        assertThat(metadata.find("a")).isCompletedWithValue(item("2"));
        assertThat(source.asked).hasSize(2);
        assertCounts(Map.of("miss", 1, "hit", 3));
    }

    @Test
    void find_refreshIsSlow_waitsRatherThanServeAnOlderOne() {
        remember("a", item("1"));
        pass(25);
        metadata.find("a");
        pass(6);

        CompletableFuture<Optional<DeviceMetadata>> found = metadata.find("a");

        assertThat(found).isNotDone();
        assertThat(source.asked).hasSize(2);
        source.answer("a", item("2"));
        assertThat(found).isCompletedWithValue(item("2"));
    }

    @Test
    void find_itemNotInUse_isFetchedAnew() {
        remember("a", item("1"));
        pass(31);

        CompletableFuture<Optional<DeviceMetadata>> first = metadata.find("a");
        CompletableFuture<Optional<DeviceMetadata>> second = metadata.find("a");

        assertThat(first).isNotDone();
        assertThat(source.asked).hasSize(2);
        source.answer("a", item("2"));
        assertThat(first).isCompletedWithValue(item("2"));
        assertThat(second).isCompletedWithValue(item("2"));
        assertCounts(Map.of("miss", 3));
    }

    @Test
    void find_anyUse_isNeverOlderThanRefreshAfter() {
        CachingMetadata caching = caching(metakey -> CompletableFuture.completedFuture(item(Long.toString(now))));

        for (int step = 1; step < 500; step++) {
            pass(step % 47);
            long told = Long.parseLong(
                    caching.find("a").join().orElseThrow().attributes().get("version"));
            assertThat(Duration.ofNanos(now - told)).isLessThanOrEqualTo(LIMITS.refreshAfter());
        }
    }

    @Test
    void find_itemNobodyAsksFor_isForgotten() {
        remember("a", item("1"));
        now += Duration.ofHours(25).toNanos();

        CompletableFuture<Optional<DeviceMetadata>> found = metadata.find("a");

        source.fail("a", "away");
        assertThat(found).isNotDone();
        assertThat(timer.waits).hasSize(1);
    }

    @Test
    void find_itemWasDeleted_isAbsentAfterTheRefresh() {
        remember("a", item("1"));
        pass(25);
        metadata.find("a");

        source.answer("a", Optional.empty());

        assertThat(metadata.find("a")).isCompletedWithValue(Optional.empty());
        pass(11);
        assertThat(metadata.find("a")).isNotDone();
    }

    @Test
    void find_refreshFails_servesTheKnownItemAsStale() {
        remember("a", item("1"));
        pass(25);
        metadata.find("a");

        source.fail("a", "away");

        assertThat(metadata.find("a")).isCompletedWithValue(item("1"));
        assertThat(state.failure())
                .hasValueSatisfying(failure -> assertThat(failure).contains("away"));
        assertCounts(Map.of("miss", 1, "hit", 1, "error", 1, "stale", 1));
    }

    @Test
    void find_fetchAnewFails_servesTheKnownItem() {
        remember("a", item("1"));
        pass(31);
        CompletableFuture<Optional<DeviceMetadata>> waiting = metadata.find("a");

        source.fail("a", "away");

        assertThat(waiting).isCompletedWithValue(item("1"));
        assertThat(metadata.find("a")).isCompletedWithValue(item("1"));
        assertThat(count("error")).isEqualTo(1);
        assertThat(timer.tasks).isEmpty();
    }

    @Test
    void find_sourceIsAwayForHours_servesTheKnownItemAllTheTime() {
        remember("a", item("1"));

        for (int i = 0; i < 1000; i++) {
            pass(25);
            CompletableFuture<Optional<DeviceMetadata>> found = metadata.find("a");
            source.failAll("away");
            assertThat(found).isCompletedWithValue(item("1"));
        }
    }

    @Test
    void find_staleForFiveSeconds_isFetchedAgainWithoutWaiting() {
        remember("a", item("1"));
        pass(25);
        metadata.find("a");
        source.fail("a", "away");
        pass(6);

        assertThat(metadata.find("a")).isCompletedWithValue(item("1"));
        source.answer("a", item("2"));

        assertThat(metadata.find("a")).isCompletedWithValue(item("2"));
    }

    @Test
    void find_sourceWorksAgain_isFreshWithinRefreshAfter() {
        remember("a", item("1"));
        pass(25);
        metadata.find("a");
        source.fail("a", "away");
        pass(31);

        CompletableFuture<Optional<DeviceMetadata>> found = metadata.find("a");
        source.answer("a", item("2"));

        assertThat(found).isCompletedWithValue(item("2"));
        assertThat(metadata.find("a")).isCompletedWithValue(item("2"));
        assertThat(state.failure()).isEmpty();
        assertThat(count("hit")).isEqualTo(2);
    }

    @Test
    void find_firstFetchFails_isRetriedWithBackOffUntilAnswered() {
        CompletableFuture<Optional<DeviceMetadata>> found = metadata.find("a");

        for (int failures = 1; failures <= 10; failures++) {
            source.fail("a", "away");
            assertThat(found).isNotDone();
            assertThat(timer.waits).hasSize(failures);
            timer.runAll();
        }
        source.answer("a", item("1"));

        assertThat(found).isCompletedWithValue(item("1"));
        assertThat(timer.waits.getFirst()).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        assertThat(timer.waits.getLast()).isBetween(Duration.ofMillis(2500), Duration.ofSeconds(5));
        assertThat(state.failure()).isEmpty();
        assertCounts(Map.of("miss", 1, "error", 10));
    }

    @Test
    void find_whileTheFirstFetchIsRetried_joinsIt() {
        CompletableFuture<Optional<DeviceMetadata>> first = metadata.find("a");
        source.fail("a", "away");
        CompletableFuture<Optional<DeviceMetadata>> second = metadata.find("a");
        timer.runAll();

        source.answer("a", item("1"));

        assertThat(first).isCompletedWithValue(item("1"));
        assertThat(second).isCompletedWithValue(item("1"));
        assertThat(source.asked).hasSize(2);
    }

    /** As one whose threads have ended does. */
    @Test
    void find_sourceThrows_isRetriedLikeAnyFailure() {
        source.thrown = new IllegalStateException("closed");
        CompletableFuture<Optional<DeviceMetadata>> found = metadata.find("a");
        assertThat(timer.waits).hasSize(1);
        timer.runAll();
        assertThat(timer.waits).hasSize(2);

        source.thrown = null;
        timer.runAll();
        source.answer("a", item("1"));

        assertThat(found).isCompletedWithValue(item("1"));
        assertThat(count("error")).isEqualTo(2);
    }

    @Test
    void find_sourceThrowsOnRefresh_servesTheKnownItem() {
        remember("a", item("1"));
        source.thrown = new IllegalStateException("closed");
        pass(25);
        assertThat(metadata.find("a")).isCompletedWithValue(item("1"));
        pass(6);

        assertThat(metadata.find("a")).isCompletedWithValue(item("1"));
        assertThat(count("error")).isPositive();
    }

    @Test
    void find_moreKeysThanTheMaximum_remembersNoMore() {
        Limits ten = new Limits(10, LIMITS.refreshAfter(), LIMITS.expireAfter(), LIMITS.absentFor());
        CachingMetadata small = caching(ten, source);
        for (int key = 0; key < 1000; key++) {
            small.find("key-" + key);
            source.answer("key-" + key, item("1"));
        }
        // Caffeine evicts behind the answers, on this pool.
        assertThat(ForkJoinPool.commonPool().awaitQuiescence(30, TimeUnit.SECONDS))
                .isTrue();

        for (int key = 0; key < 1000; key++) small.find("key-" + key);

        assertThat(source.asked).hasSizeGreaterThanOrEqualTo(1990);
    }

    private CachingMetadata caching(MetadataLookup lookup) {
        return caching(LIMITS, lookup);
    }

    private CachingMetadata caching(Limits limits, MetadataLookup lookup) {
        return new CachingMetadata(lookup, limits, state, registry, () -> now, timer::later);
    }

    private void remember(String metakey, Optional<DeviceMetadata> answer) {
        metadata.find(metakey);
        source.answer(metakey, answer);
    }

    private List<CompletableFuture<Optional<DeviceMetadata>>> askFromThreads(int number, String metakey)
            throws InterruptedException {
        List<CompletableFuture<Optional<DeviceMetadata>>> found = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        CountDownLatch start = new CountDownLatch(1);
        for (int i = 0; i < number; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    return;
                }
                var one = metadata.find(metakey);
                synchronized (found) {
                    found.add(one);
                }
            }));
        }
        start.countDown();
        for (Thread thread : threads) thread.join();
        return found;
    }

    private void pass(long seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    private static Optional<DeviceMetadata> item(String version) {
        return Optional.of(new DeviceMetadata(Map.of("version", version)));
    }

    private int count(String result) {
        return (int) registry.get("isobar.metadata.lookups")
                .tag("result", result)
                .counter()
                .count();
    }

    /** All the others must be zero. */
    private void assertCounts(Map<String, Integer> expected) {
        for (String result : List.of("hit", "miss", "stale", "negative", "error")) {
            assertThat(count(result)).as(result).isEqualTo(expected.getOrDefault(result, 0));
        }
    }
}
