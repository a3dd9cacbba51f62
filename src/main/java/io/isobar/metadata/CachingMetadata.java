package io.isobar.metadata;

import com.github.benmanes.caffeine.cache.AsyncCacheLoader;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.RetryPolicy;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the answers of another lookup: bounded in number, asked again after a while, absence remembered more briefly.
 *
 * <p>However many ask for a key at once, it is fetched once. An answer is never older than {@code refreshAfter}, unless the
 * fetch fails: then the known item is served on, counted as stale. A question about an unknown key is asked again with
 * back-off until it is answered: its futures never fail.
 *
 * <p>Counts each find in {@code isobar_metadata_lookups_total}: {@code hit} remembered, {@code negative} absence remembered,
 * {@code stale} remembered but could not be asked again, {@code miss} had to be fetched; and each failed fetch as
 * {@code error}.
 */
public final class CachingMetadata implements MetadataLookup {

    /**
     * @param maximumSize how many answers are remembered at most
     * @param refreshAfter the age that no answer exceeds while the source works
     * @param expireAfter how long an item is remembered that nobody asks for
     * @param absentFor how long it is remembered that there is no item
     */
    public record Limits(long maximumSize, Duration refreshAfter, Duration expireAfter, Duration absentFor) {}

    /** @param fetchedAt by the ticker, in nanoseconds */
    private record Answer(Optional<DeviceMetadata> metadata, boolean stale, long fetchedAt) {}

    /** How soon an item is fetched again after a fetch that failed. */
    private static final Duration STALE_RETRY = Duration.ofSeconds(5);

    private static final RetryPolicy RETRY = new RetryPolicy(Duration.ofMillis(200), Duration.ofSeconds(5));

    private final MetadataLookup source;
    private final Limits limits;
    private final PeerState state;
    private final Ticker ticker;
    private final BiConsumer<Runnable, Duration> later;
    private final AsyncLoadingCache<String, Answer> answers;
    private final Counter hits;
    private final Counter misses;
    private final Counter stale;
    private final Counter negative;
    private final Counter errors;

    /** @param state told of each fetch that fails or works */
    public CachingMetadata(MetadataLookup source, Limits limits, PeerState state, MeterRegistry registry) {
        this(source, limits, state, registry, Ticker.systemTicker(), CachingMetadata::delayed);
    }

    CachingMetadata(
            MetadataLookup source,
            Limits limits,
            PeerState state,
            MeterRegistry registry,
            Ticker ticker,
            BiConsumer<Runnable, Duration> later) {
        this.source = source;
        this.limits = limits;
        this.state = state;
        this.ticker = ticker;
        this.later = later;
        this.answers = Caffeine.newBuilder()
                .maximumSize(limits.maximumSize())
                .refreshAfterWrite(limits.refreshAfter().multipliedBy(4).dividedBy(5))
                .expireAfter(new Memory(limits))
                .ticker(ticker)
                .buildAsync(new Loader());
        this.hits = lookups("hit", registry);
        this.misses = lookups("miss", registry);
        this.stale = lookups("stale", registry);
        this.negative = lookups("negative", registry);
        this.errors = lookups("error", registry);
    }

    @Override
    public CompletableFuture<Optional<DeviceMetadata>> find(String metakey) {
        CompletableFuture<Answer> remembered = answers.getIfPresent(metakey);
        CompletableFuture<Answer> answer = remembered == null ? answers.get(metakey) : remembered;
        if (answer.isDone()) answer = refreshed(metakey, answer);
        (remembered == null ? misses : kind(answer)).increment();
        return answer.thenApply(Answer::metadata);
    }

    /**
     * An item in use is refreshed in time, behind the answers; one that was not asked for lately is fetched anew, waiting. A
     * stale one is fetched again soon, but not waited for: the source has just failed, and may take its time to fail again.
     */
    private CompletableFuture<Answer> refreshed(String metakey, CompletableFuture<Answer> known) {
        Duration soon = known.join().stale()
                ? Collections.min(List.of(STALE_RETRY, limits.refreshAfter()))
                : limits.refreshAfter();
        if (!isOlder(known.join(), soon)) return known;
        CompletableFuture<Answer> fresh = answers.synchronous().refresh(metakey);
        return isOlder(known.join(), limits.refreshAfter()) ? fresh : known;
    }

    private boolean isOlder(Answer answer, Duration age) {
        return ticker.read() - answer.fetchedAt() > age.toNanos();
    }

    private Counter kind(CompletableFuture<Answer> answer) {
        if (!answer.isDone()) return misses;
        Answer known = answer.join();
        if (known.stale()) return stale;
        return known.metadata().isPresent() ? hits : negative;
    }

    /** Asking for an item keeps it; asking for an absent one does not keep it absent. */
    private record Memory(Limits limits) implements Expiry<String, Answer> {

        @Override
        public long expireAfterCreate(String metakey, Answer answer, long now) {
            return answer.metadata().isPresent()
                    ? limits.expireAfter().toNanos()
                    : limits.absentFor().toNanos();
        }

        @Override
        public long expireAfterUpdate(String metakey, Answer answer, long now, long left) {
            return expireAfterCreate(metakey, answer, now);
        }

        @Override
        public long expireAfterRead(String metakey, Answer answer, long now, long left) {
            return answer.metadata().isPresent() ? limits.expireAfter().toNanos() : left;
        }
    }

    private final class Loader implements AsyncCacheLoader<String, Answer> {

        @Override
        public CompletableFuture<Answer> asyncLoad(String metakey, Executor executor) {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            fetchUntilAnswered(metakey, answer, 0);
            return answer;
        }

        @Override
        public CompletableFuture<Answer> asyncReload(String metakey, Answer old, Executor executor) {
            return fetch(metakey).exceptionally(failure -> new Answer(old.metadata(), true, ticker.read()));
        }

        private void fetchUntilAnswered(String metakey, CompletableFuture<Answer> answer, int failures) {
            fetch(metakey).whenComplete((found, failure) -> {
                if (failure == null) {
                    answer.complete(found);
                } else {
                    Duration wait = RETRY.delay(failures + 1, ThreadLocalRandom.current());
                    later.accept(() -> fetchUntilAnswered(metakey, answer, failures + 1), wait);
                }
            });
        }

        private CompletableFuture<Answer> fetch(String metakey) {
            return ask(metakey)
                    .thenApply(found -> new Answer(found, false, ticker.read()))
                    .whenComplete((found, failure) -> record(failure));
        }
    }

    private CompletableFuture<Optional<DeviceMetadata>> ask(String metakey) {
        try {
            return source.find(metakey);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void record(@Nullable Throwable failure) {
        if (failure == null) {
            state.works();
        } else {
            errors.increment();
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            state.failed("cannot look up a metakey: " + (cause == null ? failure : cause).getMessage());
        }
    }

    private static void delayed(Runnable task, Duration wait) {
        CompletableFuture.delayedExecutor(wait.toNanos(), TimeUnit.NANOSECONDS).execute(task);
    }

    private static Counter lookups(String result, MeterRegistry registry) {
        return Counter.builder("isobar.metadata.lookups")
                .description("Lookups of device metadata, by what came of them")
                .tag("result", result)
                .register(registry);
    }
}
