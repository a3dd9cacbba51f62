/**
 * Keeps points on disk while InfluxDB cannot take them. Batches of lines go in, with the messages that they were made of, and
 * are acknowledged when they are on disk; they come out in order, beside the traffic of the day, as soon as InfluxDB works
 * again. When there is no room or the disk fails nothing is kept, and the messages wait unacknowledged.
 */
@NullMarked
package io.isobar.spool;

import org.jspecify.annotations.NullMarked;
