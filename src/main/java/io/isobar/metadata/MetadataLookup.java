package io.isobar.metadata;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Answers what is known about a device. Never blocks; many threads may ask. */
public interface MetadataLookup {

    /**
     * @param metakey not empty
     * @return the item of that key, or empty if there is none; fails with the reason if that could not be found out
     */
    CompletableFuture<Optional<DeviceMetadata>> find(String metakey);
}
