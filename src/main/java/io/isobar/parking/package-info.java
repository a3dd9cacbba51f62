/**
 * Keeps what could not become a point, with the reason, until a person replays or removes it. In comes a delivery; it is closed
 * as parked when its envelope is on disk. When the disk or the limit is full nothing more is parked, so nothing more is
 * acknowledged, until there is room.
 */
@NullMarked
package io.isobar.parking;

import org.jspecify.annotations.NullMarked;
