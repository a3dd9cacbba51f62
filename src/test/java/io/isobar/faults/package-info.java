/** What becomes of messages when something breaks: the packaged service between real servers. */
@NullMarked
package io.isobar.faults;

import org.jspecify.annotations.NullMarked;
