package io.isobar.mqtt;

import org.jspecify.annotations.Nullable;

/**
 * What the sender of a request wants with its answer (MQTT 5, sections 3.3.2.3.5 and 3.3.2.3.6). Nobody has checked it.
 *
 * @param topic where it waits for the answer; null if it does not say
 * @param correlation what the answer has to carry; null for nothing
 */
public record ReplyTo(@Nullable String topic, byte @Nullable [] correlation) {}
