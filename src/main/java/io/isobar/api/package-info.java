/**
 * Who may use the HTTP interface under {@code /api}. A request comes in; it goes on, or is answered with the reason why not.
 * Health and metrics are elsewhere and open.
 */
@NullMarked
package io.isobar.api;

import org.jspecify.annotations.NullMarked;
