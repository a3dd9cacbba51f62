package io.isobar.metadata;

import static io.isobar.metadata.Finding.State.ABSENT;
import static io.isobar.metadata.Finding.State.FRESH;
import static io.isobar.metadata.Finding.State.STALE;
import static io.isobar.metadata.Finding.State.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.metadata.CachingMetadata.Limits;
import io.isobar.pipeline.PeerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.helpers.NOPLogger;

@Timeout(60)
class CachingMetadataTest {

    private static final Duration ANY_AGE = Duration.ofDays(365);
    private static final Limits LIMITS = limits(1000, ANY_AGE);

    private final PeerState state = new PeerState("table", NOPLogger.NOP_LOGGER);
    private final ManualSource source = new ManualSource();
    private long now = Duration.ofDays(3).toNanos();
    private final CachingMetadata metadata = caching(source);

    @Test
    void find_unknownKey_isAskedAndRemembered() {
        CompletableFuture<Finding> first = metadata.find("a");
        assertThat(first).isNotDone();
        source.answer("a", item("1"));

        assertFound(first, FRESH, "1");
        assertThat(first.join().remembered()).isFalse();
        assertFound(metadata.find("a"), FRESH, "1");
        assertThat(metadata.find("a").join().remembered()).isTrue();
        assertThat(source.asked).containsExactly("a");
    }

    @Test
    void find_manyAskersAtOnce_fetchesOnce() throws InterruptedException {
        List<CompletableFuture<Finding>> found = askFromThreads(8, "a");

        source.answer("a", item("1"));

        assertThat(found).hasSize(8).allSatisfy(each -> assertFound(each, FRESH, "1"));
        assertThat(source.asked).containsExactly("a");
    }

    @Test
    void find_twoKeys_areApart() {
        remember("a", item("1"));
        remember("b", item("2"));

        assertFound(metadata.find("a"), FRESH, "1");
        assertFound(metadata.find("b"), FRESH, "2");
    }

    @Test
    void find_answerComesAtOnce_isNotRememberedAllTheSame() {
        CachingMetadata instant = caching(metakey -> CompletableFuture.completedFuture(item("1")));

        assertThat(instant.find("a").join().remembered()).isFalse();
    }

    @Test
    void find_oneAskerGivesUp_othersStillGetTheirAnswer() {
        CompletableFuture<Finding> impatient = metadata.find("a");
        CompletableFuture<Finding> patient = metadata.find("a");

        impatient.cancel(true);
        source.answer("a", item("1"));

        assertFound(patient, FRESH, "1");
    }

    @Test
    void find_noItem_isRememberedAsAbsent() {
        remember("a", Optional.empty());

        assertFound(metadata.find("a"), ABSENT, null);
        assertThat(metadata.find("a").join().remembered()).isTrue();
        assertThat(source.asked).containsExactly("a");
    }

    @Test
    void find_noItemAskedForAllTheTime_isForgottenAfterAbsentFor() {
        remember("a", Optional.empty());

        for (int second = 1; second <= 9; second++) {
            pass(1);
            assertFound(metadata.find("a"), ABSENT, null);
        }
        pass(2);
        CompletableFuture<Finding> again = metadata.find("a");

        assertThat(again).isNotDone();
        source.answer("a", item("1"));
        assertFound(again, FRESH, "1");
    }

    @Test
    void find_itemInUse_isRefreshedBehindTheAnswers() {
        remember("a", item("1"));
        pass(25);

        assertFound(metadata.find("a"), FRESH, "1");
        assertThat(source.asked).hasSize(2);
        assertFound(metadata.find("a"), FRESH, "1");
        source.answer("a", item("2"));

        assertFound(metadata.find("a"), FRESH, "2");
        assertThat(source.asked).hasSize(2);
    }

    @Test
    void find_refreshIsSlow_waitsRatherThanServeAnOlderOne() {
        remember("a", item("1"));
        pass(25);
        metadata.find("a");
        pass(6);

        CompletableFuture<Finding> found = metadata.find("a");

        assertThat(found).isNotDone();
        assertThat(source.asked).hasSize(2);
        source.answer("a", item("2"));
        assertFound(found, FRESH, "2");
    }

    @Test
    void find_itemNotInUse_isFetchedAnew() {
        remember("a", item("1"));
        pass(31);

        CompletableFuture<Finding> first = metadata.find("a");
        CompletableFuture<Finding> second = metadata.find("a");

        assertThat(first).isNotDone();
        assertThat(source.asked).hasSize(2);
        source.answer("a", item("2"));
        assertFound(first, FRESH, "2");
        assertFound(second, FRESH, "2");
    }

    @Test
    void find_anyUse_isNeverOlderThanRefreshAfter() {
        CachingMetadata caching = caching(metakey -> CompletableFuture.completedFuture(item(Long.toString(now))));

        for (int step = 1; step < 500; step++) {
            pass(step % 47);
            Finding found = caching.find("a").join();
            long told = Long.parseLong(version(found));
            assertThat(Duration.ofNanos(now - told)).isLessThanOrEqualTo(LIMITS.refreshAfter());
            assertThat(age(found)).isEqualTo(Duration.ofNanos(now - told));
        }
    }

    @Test
    void find_itemNobodyAsksFor_isForgotten() {
        remember("a", item("1"));
        pass(Duration.ofHours(25).toSeconds());

        CompletableFuture<Finding> found = metadata.find("a");

        source.fail("a", "away");
        assertFound(found, UNKNOWN, null);
    }

    @Test
    void find_itemWasDeleted_isAbsentAfterTheRefresh() {
        remember("a", item("1"));
        pass(25);
        metadata.find("a");

        source.answer("a", Optional.empty());

        assertFound(metadata.find("a"), ABSENT, null);
        pass(11);
        assertThat(metadata.find("a")).isNotDone();
    }

    @Test
    void find_refreshFails_servesTheKnownItemAsStale() {
        remember("a", item("1"));
        pass(25);
        metadata.find("a");

        source.fail("a", "away");

        assertFound(metadata.find("a"), STALE, "1");
        assertThat(age(metadata.find("a").join())).isEqualTo(Duration.ofSeconds(25));
        assertThat(metadata.find("a").join().failure()).contains("away");
        assertThat(state.failure())
                .hasValueSatisfying(failure -> assertThat(failure).contains("away"));
    }

    @Test
    void find_fetchAnewFails_servesTheKnownItem() {
        remember("a", item("1"));
        pass(31);
        CompletableFuture<Finding> waiting = metadata.find("a");

        source.fail("a", "away");

        assertFound(waiting, STALE, "1");
        assertFound(metadata.find("a"), STALE, "1");
    }

    @Test
    void find_sourceIsAwayForHours_servesTheKnownItemAllTheTimeAndSaysItsAge() {
        remember("a", item("1"));

        for (int i = 1; i <= 1000; i++) {
            pass(31);
            CompletableFuture<Finding> found = metadata.find("a");
            source.failAll("away");
            assertFound(found, STALE, "1");
            assertThat(age(found.join())).isEqualTo(Duration.ofSeconds(31L * i));
        }
    }

    @Test
    void find_staleForLongerThanAllowed_isUnknownUntilTheSourceWorks() {
        CachingMetadata strict = caching(limits(1000, Duration.ofMinutes(5)), source);
        strict.find("a");
        source.answer("a", item("1"));
        pass(290);
        CompletableFuture<Finding> found = strict.find("a");
        source.fail("a", "away");
        assertFound(found, STALE, "1");

        pass(20);
        assertFound(strict.find("a"), UNKNOWN, null);
        source.answer("a", item("2"));

        assertFound(strict.find("a"), FRESH, "2");
    }

    @Test
    void find_staleForFiveSeconds_isFetchedAgainWithoutWaiting() {
        remember("a", item("1"));
        pass(25);
        metadata.find("a");
        source.fail("a", "away");
        pass(6);

        assertFound(metadata.find("a"), STALE, "1");
        source.answer("a", item("2"));

        assertFound(metadata.find("a"), FRESH, "2");
        assertThat(state.failure()).isEmpty();
    }

    @Test
    void find_unknownWhileTheSourceIsAway_isSaidAtOnceAndFetchedAgainWithBackOff() {
        CompletableFuture<Finding> first = metadata.find("a");
        source.fail("a", "away");
        assertFound(first, UNKNOWN, null);
        assertThat(first.join().failure()).contains("away");

        for (int i = 0; i < 600; i++) {
            now += Duration.ofMillis(100).toNanos();
            assertFound(metadata.find("a"), UNKNOWN, null);
            source.failAll("away");
        }

        assertThat(source.asked).hasSizeBetween(10, 40);
    }

    @Test
    void find_unknownAndTheSourceWorksAgain_isFresh() {
        metadata.find("a");
        source.fail("a", "away");
        pass(1);
        assertFound(metadata.find("a"), UNKNOWN, null);

        source.answer("a", item("1"));

        assertFound(metadata.find("a"), FRESH, "1");
    }

    @Test
    void find_absentAndTheSourceGoesAway_isUnknown() {
        Limits longAbsent = new Limits(10, LIMITS.refreshAfter(), LIMITS.expireAfter(), Duration.ofHours(1), ANY_AGE);
        CachingMetadata caching = caching(longAbsent, source);
        caching.find("a");
        source.answer("a", Optional.empty());
        pass(31);

        CompletableFuture<Finding> found = caching.find("a");
        source.fail("a", "away");

        assertFound(found, UNKNOWN, null);
    }

    /** As one whose threads have ended does. */
    @Test
    void find_sourceThrows_isLikeAnyFailure() {
        source.thrown = new IllegalStateException("closed");
        assertFound(metadata.find("a"), UNKNOWN, null);
        source.thrown = null;
        pass(1);
        metadata.find("a");
        source.answer("a", item("1"));

        assertFound(metadata.find("a"), FRESH, "1");
    }

    @Test
    void find_moreKeysThanTheMaximum_remembersNoMore() {
        CachingMetadata small = caching(limits(10, ANY_AGE), source);
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

    @Test
    void changed_rememberedItem_isWaitedForRatherThanServedOld() {
        remember("a", item("1"));

        metadata.changed(Set.of("a", "never-asked-for"));
        CompletableFuture<Finding> found = metadata.find("a");

        assertThat(found).isNotDone();
        source.answer("a", item("2"));
        assertFound(found, FRESH, "2");
        assertThat(source.asked).containsExactly("a", "a");
    }

    @Test
    void changed_absentItem_isFetched() {
        remember("a", Optional.empty());

        metadata.changed(Set.of("a"));
        source.answer("a", item("1"));

        assertFound(metadata.find("a"), FRESH, "1");
    }

    @Test
    void changed_fetchOnItsWay_isNotTakenForTheNewItem() {
        CompletableFuture<Finding> before = metadata.find("a");
        CompletableFuture<Optional<DeviceMetadata>> first = source.forget("a");
        metadata.changed(Set.of("a"));
        CompletableFuture<Finding> after = metadata.find("a");

        source.answer("a", item("2"));
        first.complete(item("1"));

        assertFound(before, FRESH, "1");
        assertFound(after, FRESH, "2");
        assertFound(metadata.find("a"), FRESH, "2");
    }

    @Test
    void changed_refreshOnItsWay_doesNotOverwriteTheNewItem() {
        remember("a", item("1"));
        pass(25);
        metadata.find("a");
        CompletableFuture<Optional<DeviceMetadata>> refresh = source.forget("a");
        metadata.changed(Set.of("a"));
        source.answer("a", item("2"));

        refresh.complete(item("1"));

        assertFound(metadata.find("a"), FRESH, "2");
    }

    @Test
    void changed_cannotBeFetched_isStale() {
        remember("a", item("1"));
        metadata.upToDate(now - 1, now);

        metadata.changed(Set.of("a"));
        source.fail("a", "away");
        pass(5);
        metadata.upToDate(now - Duration.ofSeconds(6).toNanos(), now);

        assertFound(metadata.find("a"), STALE, "1");
        assertThat(age(metadata.find("a").join())).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void upToDate_itemAskedForSince_staysFreshWithoutBeingFetched() {
        long since = now;
        pass(1);
        remember("a", item("1"));

        for (int i = 0; i < 100; i++) {
            pass(60);
            metadata.upToDate(since, now);
            assertFound(metadata.find("a"), FRESH, "1");
            assertThat(age(metadata.find("a").join())).isZero();
        }
        assertThat(source.asked).containsExactly("a");
    }

    @Test
    void upToDate_itemAskedForBefore_agesAsEver() {
        remember("a", item("1"));
        pass(1);
        metadata.upToDate(now, now);
        pass(31);
        metadata.upToDate(now - Duration.ofSeconds(31).toNanos(), now);

        assertThat(metadata.find("a")).isNotDone();
    }

    @Test
    void lost_itemAskedForSince_agesFromTheLastNews() {
        long since = now;
        pass(1);
        remember("a", item("1"));
        pass(31);
        metadata.upToDate(since, now);
        assertFound(metadata.find("a"), FRESH, "1");

        pass(10);
        metadata.upToDate(now, now);
        pass(20);

        assertThat(age(metadata.find("a").join())).isEqualTo(Duration.ofSeconds(30));
        pass(1);
        assertThat(metadata.find("a")).isNotDone();
    }

    @Test
    void find_followedForHoursAndThenTheTableFails_isStaleFromTheLastNews() {
        CachingMetadata strict = caching(limits(1000, Duration.ofMinutes(5)), source);
        long since = now;
        pass(1);
        strict.find("a");
        source.answer("a", item("1"));
        pass(7200);
        strict.upToDate(since, now);
        pass(31);

        CompletableFuture<Finding> found = strict.find("a");
        source.fail("a", "away");

        assertFound(found, STALE, "1");
        assertThat(age(found.join())).isEqualTo(Duration.ofSeconds(31));
    }

    @Test
    void changed_twiceWhileTheTableFails_isStaleAllTheTime() {
        remember("a", item("1"));
        metadata.changed(Set.of("a"));
        CompletableFuture<Optional<DeviceMetadata>> first = source.forget("a");
        metadata.changed(Set.of("a"));
        assertThat(metadata.remembered("a"))
                .hasValueSatisfying(known -> assertThat(version(known)).isEqualTo("1"));

        first.completeExceptionally(new IllegalStateException("away"));
        source.fail("a", "away");

        assertFound(metadata.find("a"), STALE, "1");
    }

    @Test
    void changed_againAndAgainWhileTheTableFails_isStaleFromTheFirstChange() {
        CachingMetadata strict = caching(limits(1000, Duration.ofSeconds(15)), source);
        long since = now;
        pass(1);
        strict.find("a");
        source.answer("a", item("1"));
        for (int i = 1; i <= 4; i++) {
            pass(2);
            strict.changed(Set.of("a"));
            CompletableFuture<Optional<DeviceMetadata>> fetch = source.forget("a");
            strict.upToDate(since, now);
            CompletableFuture<Finding> found = strict.find("a");
            assertThat(strict.remembered("a")).hasValueSatisfying(known -> {
                assertThat(known.state()).isEqualTo(STALE);
                assertThat(known.failure()).contains("has changed");
            });
            pass(1);
            strict.changed(Set.of("a"));
            fetch.completeExceptionally(new IllegalStateException("away"));
            assertFound(found, STALE, "1");
            assertThat(age(found.join())).isEqualTo(Duration.ofSeconds(3L * i));
            source.forget("a");
        }
        pass(4);

        assertThat(strict.remembered("a"))
                .hasValueSatisfying(known -> assertThat(known.state()).isEqualTo(UNKNOWN));
    }

    @Test
    void changed_whileTheSourceIsKnownToFail_isNotWaitedFor() {
        remember("a", item("1"));
        pass(25);
        metadata.find("a");
        source.fail("a", "away");

        metadata.changed(Set.of("a"));

        assertFound(metadata.find("a"), STALE, "1");
    }

    @Test
    void find_failedLongAgo_waitsRatherThanServeAnOldOne() {
        remember("a", item("1"));
        metadata.changed(Set.of("a"));
        source.fail("a", "away");
        pass(45);

        CompletableFuture<Finding> found = metadata.find("a");
        assertThat(found).isNotDone();
        source.answer("a", item("2"));

        assertFound(found, FRESH, "2");
    }

    @Test
    void find_failedAndTheSourceWorksForOthers_waitsRatherThanServeAnOldOne() {
        remember("a", item("1"));
        metadata.changed(Set.of("a"));
        source.fail("a", "away");
        pass(6);
        remember("b", item("1"));

        assertThat(metadata.find("a")).isNotDone();
    }

    @Test
    void find_longItems_areFewer() {
        CachingMetadata small = caching(limits(100, ANY_AGE), source);
        for (int key = 0; key < 100; key++) {
            small.find("key-" + key);
            source.answer("key-" + key, item("x".repeat(10_240)));
        }
        assertThat(ForkJoinPool.commonPool().awaitQuiescence(30, TimeUnit.SECONDS))
                .isTrue();

        assertThat(small.size()).isLessThan(15);
    }

    @Test
    void find_keyThatNoItemCanHave_isAbsentAndTakesNoMemory() {
        for (String key : List.of("x".repeat(2049), "é".repeat(1025), "\ud800")) {
            assertFound(metadata.find(key), ABSENT, null);
            assertFound(metadata.refresh(key), ABSENT, null);
        }

        assertThat(source.asked).isEmpty();
        assertThat(metadata.size()).isZero();
    }

    @Test
    void upToDate_newsStopComing_itemAgesFromTheLast() {
        long since = now;
        pass(1);
        remember("a", item("1"));
        pass(100);
        metadata.upToDate(since, now);

        pass(20);
        assertFound(metadata.find("a"), FRESH, "1");
        pass(11);
        assertThat(metadata.find("a")).isNotDone();
    }

    @Test
    void refresh_anyItem_isFetchedNow() {
        remember("a", item("1"));

        CompletableFuture<Finding> found = metadata.refresh("a");
        source.answer("a", item("2"));

        assertFound(found, FRESH, "2");
        assertFound(metadata.find("a"), FRESH, "2");
    }

    @Test
    void remembered_asksForNothing() {
        assertThat(metadata.remembered("a")).isEmpty();
        remember("b", item("1"));

        assertThat(metadata.remembered("b"))
                .hasValueSatisfying(found -> assertThat(version(found)).isEqualTo("1"));
        assertThat(source.asked).containsExactly("b");
    }

    private CachingMetadata caching(MetadataLookup lookup) {
        return caching(LIMITS, lookup);
    }

    private CachingMetadata caching(Limits limits, MetadataLookup lookup) {
        return new CachingMetadata(lookup, limits, state, () -> now);
    }

    private static Limits limits(int size, Duration staleFor) {
        return new Limits(size, Duration.ofSeconds(30), Duration.ofHours(24), Duration.ofSeconds(10), staleFor);
    }

    private void remember(String metakey, Optional<DeviceMetadata> answer) {
        metadata.find(metakey);
        source.answer(metakey, answer);
    }

    private static void assertFound(CompletableFuture<Finding> found, Finding.State state, @Nullable String version) {
        assertThat(found).isCompleted();
        assertThat(found.join().state()).isEqualTo(state);
        assertThat(Optional.ofNullable(found.join().item()))
                .isEqualTo(version == null ? Optional.empty() : item(version));
    }

    private static String version(Finding found) {
        return found.attributes().get("version");
    }

    private List<CompletableFuture<Finding>> askFromThreads(int number, String metakey) throws InterruptedException {
        List<CompletableFuture<Finding>> found = new ArrayList<>();
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

    private Duration age(Finding found) {
        return Duration.ofNanos(found.ageNanos(now));
    }
}
