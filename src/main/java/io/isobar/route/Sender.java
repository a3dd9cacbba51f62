package io.isobar.route;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a message, by its own words.
 *
 * @param metakey what to look it up by; null if the message had none
 */
record Sender(SortedMap<String, String> tags, @Nullable String metakey) {}
