/**
 * Turns deliveries into enriched points. In comes a delivery of JSON, whose topic says what is in it; out goes a point with the tags of its device, next to
 * its delivery, into the sink that the pipeline was given. What cannot become a point is parked with the reason; a device
 * that nothing is known about still becomes a point; while the metadata cannot be asked the message waits, open.
 */
@NullMarked
package io.isobar.ingest;

import org.jspecify.annotations.NullMarked;
