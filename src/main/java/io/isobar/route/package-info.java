/**
 * Reads messages. In comes a delivery on a topic, out goes the reading that it says, by the first route whose topic filter
 * matches: the built-in one of pressure readings, or one of the settings. What cannot be read is refused with a reason to park
 * it by; a route that cannot work stops the start.
 */
@NullMarked
package io.isobar.route;

import org.jspecify.annotations.NullMarked;
