package io.isobar.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * Who sent a message, by its own words.
 *
 * @param metakey what to look it up by, never empty; null if the message had none
 */
public record Sender(Tags tags, @Nullable String metakey) {

    public Sender {
        if (metakey != null && metakey.isEmpty()) throw new IllegalArgumentException("the metakey is empty");
    }
}
