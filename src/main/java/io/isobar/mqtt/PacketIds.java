package io.isobar.mqtt;

import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;

/** The packet identifiers of one connection, 1 to 65535, each in use by one packet at a time. Safe for use by many threads. */
final class PacketIds {

    private static final int HIGHEST = 65_535;

    private final BitSet used = new BitSet(HIGHEST + 1);
    private int last;
    private int count;

    PacketIds() {
        used.set(0);
    }

    /** One that is not in use, as long ago used as can be; 0 if all are. */
    synchronized int take() {
        return take(HIGHEST);
    }

    /** The same; 0 if so many are in use. */
    synchronized int take(int most) {
        if (count >= most) return 0;
        int id = used.nextClearBit(last + 1);
        if (id > HIGHEST) id = used.nextClearBit(1);
        if (id > HIGHEST) return 0;
        used.set(id);
        count++;
        last = id;
        return id;
    }

    synchronized void free(int id) {
        if (id < 1 || !used.get(id)) return;
        used.clear(id);
        count--;
        notifyAll();
    }

    /** The same as {@link #take(int)}; waits for one as long as is given. */
    synchronized int await(int most, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (int id = take(most); ; id = take(most)) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (id > 0 || left < 1) return id;
            wait(left);
        }
    }
}
