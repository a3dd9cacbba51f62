package io.isobar.pipeline;

/**
 * Tells the sender of a message that the message is safe, so that it will not be delivered again.
 *
 * <p>May be called from any thread and never throws: an acknowledgement that cannot be sent means that the message comes
 * back, which every flow has to bear anyway.
 */
@FunctionalInterface
public interface Acknowledgement {

    void acknowledge();
}
