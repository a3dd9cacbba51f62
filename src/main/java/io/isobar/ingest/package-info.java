/**
 * Turns deliveries into enriched points. In comes a delivery of JSON, whose topic says by which route it is read; out
 * goes a point with the tags of its device, next to its delivery, into the sink that the pipeline was given. What
 * cannot become a point is parked with the reason. If nothing is known about its device, a message is written all the
 * same, parked, or handed over to wait for its metadata and tried again later, as the settings say. A fault of the
 * program leaves it open, and so unacknowledged.
 */
@NullMarked
package io.isobar.ingest;

import org.jspecify.annotations.NullMarked;
