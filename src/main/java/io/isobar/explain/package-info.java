/**
 * Answers what would happen to a message. In comes a message, out go the steps of its way, as {@code ingest} finds them, and the
 * line that {@code influx} would write. Nothing is written, parked or counted; what cannot be found out is said.
 */
@NullMarked
package io.isobar.explain;

import org.jspecify.annotations.NullMarked;
