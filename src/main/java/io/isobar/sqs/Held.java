package io.isobar.sqs;

/** A message in hand. All that changes is guarded by the {@link HeldMessages} that it belongs to. */
final class Held {

    final String id;
    /** Of the last time that it was handed out. */
    String handle;
    /** By the monotonic clock: from then on the queue may hand it out to anybody. */
    long hiddenUntil;
    /** Whether the queue has refused to hide it any longer. */
    boolean isLosing;
    /** Whether it may be deleted. */
    boolean isSafe;

    Held(String id, String handle, long hiddenUntil) {
        this.id = id;
        this.handle = handle;
        this.hiddenUntil = hiddenUntil;
    }
}
