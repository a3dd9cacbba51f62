package io.isobar.metadata;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Finds out what is known about devices, by their metakeys. Never blocks; any thread may ask. */
public interface Devices {

    /** What can be said at once, which is how it nearly always is; null if it must be waited for, see {@link #find}. */
    @Nullable
    Finding findNow(String metakey);

    /** Done at once, or by a thread that fetches it. */
    CompletableFuture<Finding> find(String metakey);
}
