/**
 * Keeps on disk what cannot go on now, and acknowledges it. In come batches of points, as lines, that InfluxDB cannot
 * take, and messages that wait for their metadata; each is closed as spooled when it is on disk. Points come out in
 * order, beside the traffic of the day, as soon as InfluxDB works again. Messages are tried again from the oldest to
 * the newest, round after round, and come out when they can go on. What comes out is removed only when it is safe
 * elsewhere. When there is no room or the disk fails nothing is kept, and the messages wait unacknowledged.
 */
@NullMarked
package io.isobar.spool;

import org.jspecify.annotations.NullMarked;
