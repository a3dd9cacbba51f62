/**
 * Finds what is known about a device and remembers it. A metakey comes in; out comes a finding: the attributes of its
 * item or that there is none, how old that is, and how well it is known. Items are fetched from the table in batches,
 * and renewed when its stream tells of a change or, while none is followed, by their age. A question is always
 * answered: while the table cannot be asked, an item that is remembered is served on as stale, up to a limit,
 * everything else is unknown, and what failed is fetched again behind the answers, with back-off. When the stream
 * cannot be followed it is tried again, and meanwhile items age.
 */
@NullMarked
package io.isobar.metadata;

import org.jspecify.annotations.NullMarked;
