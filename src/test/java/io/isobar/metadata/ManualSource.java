package io.isobar.metadata;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Answers when it is told to. */
final class ManualSource implements MetadataLookup {

    final List<String> asked = new ArrayList<>();

    @Nullable
    RuntimeException thrown;

    private final Map<String, CompletableFuture<Optional<DeviceMetadata>>> open = new HashMap<>();

    @Override
    public synchronized CompletableFuture<Optional<DeviceMetadata>> find(String metakey) {
        if (thrown != null) throw thrown;
        asked.add(metakey);
        CompletableFuture<Optional<DeviceMetadata>> answer = new CompletableFuture<>();
        if (open.put(metakey, answer) != null) throw new AssertionError("asked twice at once for " + metakey);
        return answer;
    }

    void answer(String metakey, Optional<DeviceMetadata> answer) {
        take(metakey).complete(answer);
    }

    void fail(String metakey, String reason) {
        take(metakey).completeExceptionally(new IllegalStateException(reason));
    }

    /** Lets go of a question that is open: what comes of it is for the caller to say. */
    CompletableFuture<Optional<DeviceMetadata>> forget(String metakey) {
        return take(metakey);
    }

    void failAll(String reason) {
        List.copyOf(open.keySet()).forEach(metakey -> fail(metakey, reason));
    }

    private synchronized CompletableFuture<Optional<DeviceMetadata>> take(String metakey) {
        CompletableFuture<Optional<DeviceMetadata>> answer = open.remove(metakey);
        if (answer == null) throw new AssertionError("nobody asks for " + metakey);
        return answer;
    }
}
