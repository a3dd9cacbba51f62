/**
 * Where a message goes that can never become a point. In comes its delivery with the reason; it is closed as parked.
 */
@NullMarked
package io.isobar.parking;

import org.jspecify.annotations.NullMarked;
