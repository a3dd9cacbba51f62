/**
 * Keeps entries on disk in the order in which they came. Bytes go in and are safe from a crash of the process, the system or
 * the power when the append returns; they come out in order and stay until they are removed. When the disk is full an append
 * fails and nothing is lost; when files are damaged a journal opens all the same with what is whole, and the damaged files
 * are set aside under another name.
 */
@NullMarked
package io.isobar.journal;

import org.jspecify.annotations.NullMarked;
