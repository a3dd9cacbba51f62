/**
 * What every flow shares. In comes a {@link io.isobar.pipeline.Delivery}: a message with the acknowledgement that its
 * sender waits for. It travels, next to whatever value is made of it, until the {@link io.isobar.pipeline.Ledger} closes
 * it in exactly one way; only then is it acknowledged. What fails on the way is neither closed nor acknowledged, so the
 * sender delivers it again.
 */
@NullMarked
package io.isobar.pipeline;

import org.jspecify.annotations.NullMarked;
