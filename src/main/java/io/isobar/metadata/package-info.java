/**
 * Finds what is known about a device and remembers it for a while. A metakey comes in, the attributes of its item come out,
 * or the fact that there is no item. While the table cannot be asked, what is remembered is served on, and a question about
 * a device that is not remembered stays unanswered until the table can be asked again.
 */
@NullMarked
package io.isobar.metadata;

import org.jspecify.annotations.NullMarked;
