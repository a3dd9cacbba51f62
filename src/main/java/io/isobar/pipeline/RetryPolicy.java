package io.isobar.pipeline;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: doubling from {@code first} up to {@code longest}, of which a random half is
 * taken off so that many clients of one server do not come back together.
 */
public record RetryPolicy(Duration first, Duration longest) {

    public RetryPolicy {
        if (first.isNegative() || first.isZero())
            throw new IllegalArgumentException("first wait is not positive: " + first);
        if (longest.compareTo(first) < 0) throw new IllegalArgumentException("longest wait is shorter than the first");
    }

    /** Something that can fail now and work later. */
    @FunctionalInterface
    public interface Attempt {
        boolean works() throws InterruptedException;
    }

    /** Tries until it works. */
    public void until(Attempt attempt) throws InterruptedException {
        for (int failures = 1; !attempt.works(); failures++) {
            Thread.sleep(delay(failures, ThreadLocalRandom.current()));
        }
    }

    /**
     * The wait after the given number of failed tries in a row, counted from 1.
     *
     * @return between half of and the whole of the doubled wait
     */
    public Duration delay(int failures, RandomGenerator random) {
        long whole = doubled(failures);
        return Duration.ofNanos(random.nextLong(whole / 2, whole + 1));
    }

    /**
     * The same, spread wider: where many wait for the same table, those that come back in between find room.
     *
     * @return up to the whole of the doubled wait
     */
    public Duration fullJitter(int failures, RandomGenerator random) {
        return Duration.ofNanos(random.nextLong(doubled(failures) + 1));
    }

    private long doubled(int failures) {
        int doublings = Math.clamp(failures - 1, 0, Long.SIZE - 1);
        boolean reached = first.toNanos() > longest.toNanos() >> doublings;
        return reached ? longest.toNanos() : first.toNanos() << doublings;
    }
}
