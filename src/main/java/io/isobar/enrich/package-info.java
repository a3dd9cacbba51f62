/**
 * Makes points of readings. In come a reading and what is known about its device, out goes a point with the attributes as tags or
 * fields, by the settings. An attribute that cannot be in the point is left out with a reason and counted, and the point goes on;
 * only one that cannot be said in the type of its field stops it. What becomes of a device is remembered, within a bound, until
 * its item is read again.
 */
@NullMarked
package io.isobar.enrich;

import org.jspecify.annotations.NullMarked;
