package io.isobar.pipeline;

import java.util.List;

/** Where a flow ends: takes a batch and sees to it that every delivery in it is closed. */
@FunctionalInterface
public interface Sink<T> {

    /**
     * Writes a batch; returns when each of its deliveries was closed. Blocks for as long as the place to write to is away.
     *
     * @throws InterruptedException if asked to stop; the deliveries that are not closed by then will be delivered again
     */
    void write(List<Tracked<T>> batch) throws InterruptedException;
}
