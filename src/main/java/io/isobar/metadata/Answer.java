package io.isobar.metadata;

import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is remembered of one key. There may be a million of them: no more in it than is needed. */
sealed interface Answer {

    /** What the source said last; null if it has said nothing yet. */
    @Nullable
    Known known();

    /** What the source said. */
    final class Known implements Answer {

        private final @Nullable DeviceMetadata item;
        private final long askedAt;
        /** Made again when it has become certain anew, not for each message. Any thread may see an older one, or none. */
        private @Nullable Finding finding;

        /**
         * @param item null if it has none
         * @param askedAt by the ticker, when it was asked: what it said cannot be older
         */
        Known(@Nullable DeviceMetadata item, long askedAt) {
            this.item = item;
            this.askedAt = askedAt;
        }

        @Nullable
        DeviceMetadata item() {
            return item;
        }

        long askedAt() {
            return askedAt;
        }

        @Override
        public Known known() {
            return this;
        }

        /** That which was there already, and is fresh. */
        Finding remembered(long certainAt) {
            Finding last = finding;
            if (last != null && last.certainAt() == certainAt) return last;
            Finding.State state = item == null ? Finding.State.ABSENT : Finding.State.FRESH;
            Finding made = new Finding(state, item, true, certainAt, null);
            finding = made;
            return made;
        }
    }

    /**
     * The source could not be asked.
     *
     * @param known the item that it had before, or null
     * @param certainAt by the ticker, until when it was certain that it had that
     * @param failures how many times in a row
     * @param retryAt by the ticker, when it may be asked again
     */
    record Failed(@Nullable Known known, long certainAt, int failures, long retryAt, String why) implements Answer {}

    /** Asking for an item keeps it; asking for an absent or unknown one does not keep it so. */
    record Memory(CachingMetadata.Limits limits) implements Expiry<String, Answer> {

        /** Longer than the waits between two tries. */
        private static final Duration UNKNOWN_FOR = Duration.ofMinutes(1);

        @Override
        public long expireAfterCreate(String metakey, Answer answer, long now) {
            Known known = answer.known();
            if (known == null) return UNKNOWN_FOR.toNanos();
            return (known.item() == null ? limits.absentFor() : limits.expireAfter()).toNanos();
        }

        @Override
        public long expireAfterUpdate(String metakey, Answer answer, long now, long left) {
            return expireAfterCreate(metakey, answer, now);
        }

        @Override
        public long expireAfterRead(String metakey, Answer answer, long now, long left) {
            Known known = answer.known();
            return known != null && known.item() != null ? limits.expireAfter().toNanos() : left;
        }
    }
}
