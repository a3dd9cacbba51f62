package io.isobar.metadata;

import com.github.benmanes.caffeine.cache.AsyncCacheLoader;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.isobar.dynamodb.AwsClients;
import io.isobar.dynamodb.Keys;
import io.isobar.metadata.Answer.Failed;
import io.isobar.metadata.Answer.Known;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.RetryPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the answers of a lookup: bounded in number, asked again after a while, absence remembered more briefly.
 *
 * <p>However many ask for a key at once, it is fetched once. An answer is never older than {@code refreshAfter}, unless the
 * fetch fails: then the known item is served on as stale, and an unknown one is said to be unknown. A key whose fetch has failed
 * is fetched again with back-off, behind the answers: nobody waits for a source that has just failed. Finds never fail.
 *
 * <p>While changes of the source are told, what was asked since is as fresh as the last news, and is not asked for again until
 * it changes.
 */
public final class CachingMetadata implements Devices {

    /**
     * @param maximumSize how many answers are remembered at most; one of more than 1,024 characters counts as several
     * @param refreshAfter the age that no answer exceeds while the source works
     * @param expireAfter how long an item is remembered that nobody asks for
     * @param absentFor how long it is remembered that there is no item
     * @param staleFor the age that no stale item exceeds
     */
    public record Limits(
            long maximumSize, Duration refreshAfter, Duration expireAfter, Duration absentFor, Duration staleFor) {

        /** The age from which an item in use is fetched again behind the answers. */
        Duration refreshBehindAfter() {
            return refreshAfter.multipliedBy(4).dividedBy(5);
        }
    }

    /**
     * When changes began to be told without a gap, and up to when they have been.
     *
     * @param earlier the same, before the last gap; null if there was none
     */
    private record News(long since, long until, @Nullable News earlier) {}

    /** An answer on its way, and what is known meanwhile. */
    private static final class Fetch extends CompletableFuture<Answer> {

        private final @Nullable Answer old;

        private Fetch(@Nullable Answer old) {
            this.old = old;
        }
    }

    private static final CompletableFuture<Finding> NO_SUCH_ITEM =
            CompletableFuture.completedFuture(new Finding(Finding.State.ABSENT, null, true, Finding.TIMELESS, null));

    private static final RetryPolicy RETRY = new RetryPolicy(Duration.ofMillis(500), Duration.ofSeconds(5));

    private final MetadataLookup source;
    private final Limits limits;
    /** In nanoseconds; made once, for it is asked for with each message. */
    private final long refreshBehindAfter;

    private final PeerState state;
    private final Ticker ticker;
    private final AsyncLoadingCache<String, Answer> answers;
    private volatile @Nullable News news;

    /** @param state told of each fetch that fails or works */
    public CachingMetadata(MetadataLookup source, Limits limits, PeerState state) {
        this(source, limits, state, Ticker.systemTicker());
    }

    CachingMetadata(MetadataLookup source, Limits limits, PeerState state, Ticker ticker) {
        this.source = source;
        this.limits = limits;
        this.refreshBehindAfter = limits.refreshBehindAfter().toNanos();
        this.state = state;
        this.ticker = ticker;
        this.answers = Caffeine.newBuilder()
                .maximumWeight(limits.maximumSize())
                .weigher(CachingMetadata::weight)
                .expireAfter(new Answer.Memory(limits))
                .ticker(ticker)
                .buildAsync(new Loader());
    }

    private static int weight(String metakey, Answer answer) {
        Known known = answer.known();
        long length = metakey.length()
                + (known == null || known.item() == null ? 0 : known.item().length());
        return (int) Math.min(Integer.MAX_VALUE, 1 + length / 1024);
    }

    /** Not null where the answer is remembered and fresh, or the source has failed. */
    @Override
    public @Nullable Finding findNow(String metakey) {
        CompletableFuture<Answer> remembered = answers.getIfPresent(metakey);
        if (remembered == null) return null;
        Answer answer = answer(remembered);
        if (remembered.isDone()) return known(metakey, remembered.join());
        return answer instanceof Failed failed && failed.failures() > 0 ? finding(failed, true) : null;
    }

    /** An item in use is refreshed in time, behind the answers; null for one that was not asked for lately. */
    private @Nullable Finding known(String metakey, Answer answer) {
        long certainAt = certainAt(answer);
        long age = age(certainAt);
        if (isDue(answer, age)) {
            if (isWorthWaiting(answer, age)) return null;
            answers.synchronous().refresh(metakey);
        }
        return answer instanceof Known known ? known.remembered(certainAt) : finding(answer, true);
    }

    /** Never fails. */
    @Override
    public CompletableFuture<Finding> find(String metakey) {
        // Not remembered: such a key may be as long as a message.
        if (!Keys.isHash(metakey)) return NO_SUCH_ITEM;
        Finding known = findNow(metakey);
        if (known != null) return CompletableFuture.completedFuture(known);
        CompletableFuture<Answer> fetched = answers.get(metakey);
        // It is there, and too old.
        if (fetched.isDone() && isDue(fetched.join(), age(certainAt(fetched.join()))))
            fetched = answers.synchronous().refresh(metakey);
        return fetched.thenApply(answer -> finding(answer, false));
    }

    private boolean isDue(Answer answer, long age) {
        return answer instanceof Failed failed ? ticker.read() - failed.retryAt() >= 0 : age > refreshBehindAfter;
    }

    /** One that is too old, unless the source has just failed: it may take its time to fail again. */
    private boolean isWorthWaiting(Answer answer, long age) {
        long refreshAfter = limits.refreshAfter().toNanos();
        return switch (answer) {
            case Known known -> age > refreshAfter;
            case Failed failed -> state.failure().isEmpty() || ticker.read() - failed.retryAt() > refreshAfter;
        };
    }

    /** What is remembered now, without asking for it. */
    public Optional<Finding> remembered(String metakey) {
        return Optional.ofNullable(answer(answers.getIfPresent(metakey))).map(answer -> finding(answer, true));
    }

    /** Fetches an item now, whatever is remembered. */
    public CompletableFuture<Finding> refresh(String metakey) {
        if (!Keys.isHash(metakey)) return NO_SUCH_ITEM;
        return answers.asMap()
                .compute(metakey, (key, old) -> fetch(key, answer(old)))
                .thenApply(answer -> finding(answer, false));
    }

    /** How many answers are remembered. */
    public long size() {
        return answers.synchronous().estimatedSize();
    }

    /** Every change of the source from the one to the other, by the ticker, has been told. */
    void upToDate(long since, long until) {
        news = new News(since, until, earlier(since));
    }

    private @Nullable News earlier(long since) {
        News told = news;
        if (told == null) return null;
        return told.since() == since ? told.earlier() : new News(told.since(), told.until(), null);
    }

    /**
     * Items of the source have changed. What is on its way may be from before the change, so it is asked for anew; who waits for
     * it gets what is on its way.
     */
    void changed(Set<String> keys) {
        keys.forEach(changed ->
                answers.asMap().computeIfPresent(changed, (key, old) -> fetch(key, outdated(answer(old)))));
    }

    /** What was known before a change: later news do not make it certain again. */
    private @Nullable Answer outdated(@Nullable Answer answer) {
        if (!(answer instanceof Known known)) return answer;
        return new Failed(
                reliable(known), certainAt(known), 0, ticker.read(), "the item has changed and is being read");
    }

    /** What is known at this moment; of an answer on its way, what was known before. */
    private static @Nullable Answer answer(@Nullable CompletableFuture<Answer> future) {
        if (future == null) return null;
        if (future.isDone()) return future.join();
        return future instanceof Fetch fetch ? fetch.old : null;
    }

    private Finding finding(Answer answer, boolean remembered) {
        Known known = answer.known();
        long certainAt = certainAt(answer);
        String failure = answer instanceof Failed failed ? failed.why() : null;
        boolean tooStale = failure != null && age(certainAt) > limits.staleFor().toNanos();
        if (known == null || tooStale) {
            return new Finding(Finding.State.UNKNOWN, null, remembered, Finding.TIMELESS, failure);
        }
        Finding.State state = known.item() == null
                ? Finding.State.ABSENT
                : failure == null ? Finding.State.FRESH : Finding.State.STALE;
        return new Finding(state, known.item(), remembered, certainAt, failure);
    }

    private long age(long certainAt) {
        return Math.max(0, ticker.read() - certainAt);
    }

    /** A failed answer is not made certain by later news, for it may have failed to take them in. */
    private long certainAt(Answer answer) {
        return switch (answer) {
            case Failed failed -> failed.certainAt();
            case Known known -> {
                News told = news;
                while (told != null && known.askedAt() - told.since() < 0) told = told.earlier();
                yield told == null ? known.askedAt() : Math.max(known.askedAt(), told.until());
            }
        };
    }

    private final class Loader implements AsyncCacheLoader<String, Answer> {

        @Override
        public CompletableFuture<Answer> asyncLoad(String metakey, Executor executor) {
            return fetch(metakey, null);
        }

        @Override
        public CompletableFuture<Answer> asyncReload(String metakey, Answer old, Executor executor) {
            return fetch(metakey, old);
        }
    }

    /** @param old what to go on with meanwhile, and if the fetch fails */
    private Fetch fetch(String metakey, @Nullable Answer old) {
        long askedAt = ticker.read();
        long certainAt = old == null ? askedAt : certainAt(old);
        Fetch fetch = new Fetch(old);
        ask(metakey).whenComplete((item, failure) -> {
            if (failure == null) {
                state.works();
                fetch.complete(new Known(item.orElse(null), askedAt));
            } else {
                String why = "cannot look up a metakey: " + AwsClients.reason(cause(failure));
                state.failed(why);
                fetch.complete(failed(old, certainAt, why));
            }
        });
        return fetch;
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private Failed failed(@Nullable Answer old, long certainAt, String why) {
        int failures = old instanceof Failed before ? before.failures() + 1 : 1;
        Duration wait = RETRY.delay(failures, ThreadLocalRandom.current());
        return new Failed(reliable(old), certainAt, failures, ticker.read() + wait.toNanos(), why);
    }

    /** An item may be served on; an absence that was not asked about lately is none to rely on. */
    private static @Nullable Known reliable(@Nullable Answer answer) {
        Known known = answer == null ? null : answer.known();
        return known == null || known.item() == null ? null : known;
    }

    private CompletableFuture<Optional<DeviceMetadata>> ask(String metakey) {
        try {
            return source.find(metakey);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
