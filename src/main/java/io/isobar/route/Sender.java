package io.isobar.route;

import io.isobar.telemetry.Tags;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a message, by its own words.
 *
 * @param metakey what to look it up by; null if the message had none
 */
record Sender(Tags tags, @Nullable String metakey) {}
