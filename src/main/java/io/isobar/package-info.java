/**
 * The service: starts every part that is switched on, and says in one line why it cannot, if it cannot. Each feature is a
 * package below, wired by its own Configuration; nothing uses this one.
 */
@NullMarked
package io.isobar;

import org.jspecify.annotations.NullMarked;
