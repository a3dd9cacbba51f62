package io.isobar.metadata;

import java.util.Set;

/**
 * Told what the stream of a table says. Calls come from one thread, one after the other; it reads nothing meanwhile. Times
 * are those of the ticker that the teller was given, in nanoseconds.
 */
interface TableChanges {

    /** The stream is about to be read: what is read from the table after this call must be a consistent read. */
    void following();

    /**
     * Every change that the table made in the time from {@code since} to {@code until} has been told.
     *
     * @param since when following began; the same in every call until {@link #lost}
     * @param until never before {@code since}, never in the future, growing
     */
    void upToDate(long since, long until);

    /** @param keys the hash keys of items that were put, updated or deleted; told at least once for each change */
    void changed(Set<String> keys);

    /** Changes are not told any more, or some were missed: what is known ages from now on. Follows every {@link #following}. */
    void lost();
}
