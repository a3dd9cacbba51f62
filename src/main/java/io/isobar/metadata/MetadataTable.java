package io.isobar.metadata;

import io.isobar.pipeline.PeerState;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is known about the devices of one table: read in batches, remembered, and renewed when the table's stream says so. */
public final class MetadataTable implements TableChanges, AutoCloseable {

    private final String key;
    private final DynamoDbMetadata source;
    private final CachingMetadata cache;
    private final boolean consistentRead;
    private final PeerState state;
    private final @Nullable TableStream stream;

    /**
     * @param key the name of the hash key
     * @param consistentRead how the source reads while no stream is followed
     * @param state of the source
     * @param stream makes what tells of changes, or null
     */
    MetadataTable(
            String key,
            DynamoDbMetadata source,
            CachingMetadata cache,
            boolean consistentRead,
            PeerState state,
            Function<TableChanges, @Nullable TableStream> stream) {
        this.key = key;
        this.source = source;
        this.cache = cache;
        this.consistentRead = consistentRead;
        this.state = state;
        this.stream = stream.apply(this);
    }

    void start() {
        if (stream != null) stream.start();
    }

    String key() {
        return key;
    }

    /** What is remembered of it. */
    public CachingMetadata cache() {
        return cache;
    }

    /** What went wrong with the last fetch. */
    Optional<String> failure() {
        return state.failure();
    }

    /** Whether there is a stream to follow, and why it is not followed if it is not. */
    Optional<String> stream() {
        return Optional.ofNullable(stream)
                .map(followed -> followed.notFollowed().orElse("followed"));
    }

    boolean isNotFollowed() {
        return stream != null && stream.notFollowed().isPresent();
    }

    /** A read that is not consistent may be older than the change that has just been told, and nothing would tell of it again. */
    @Override
    public void following() {
        source.readConsistently(true);
    }

    @Override
    public void upToDate(long since, long until) {
        cache.upToDate(since, until);
    }

    @Override
    public void changed(Set<String> keys) {
        cache.changed(keys);
    }

    @Override
    public void lost() {
        source.readConsistently(consistentRead);
    }

    @Override
    public void close() throws InterruptedException {
        if (stream != null) stream.close();
        source.close();
    }
}
