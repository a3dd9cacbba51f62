package io.isobar.mqtt;

import java.util.BitSet;

/** The packet identifiers of one connection, 1 to 65535, each in use by one packet at a time. Safe for use by many threads. */
final class PacketIds {

    private static final int HIGHEST = 65_535;

    private final BitSet used = new BitSet(HIGHEST + 1);
    private int last;

    PacketIds() {
        used.set(0);
    }

    /** One that is not in use, as long ago used as can be; 0 if all are. */
    synchronized int take() {
        int id = used.nextClearBit(last + 1);
        if (id > HIGHEST) id = used.nextClearBit(1);
        if (id > HIGHEST) return 0;
        used.set(id);
        last = id;
        return id;
    }

    synchronized void free(int id) {
        if (id > 0) used.clear(id);
    }

    /** How many are in use. */
    synchronized int taken() {
        return used.cardinality() - 1;
    }
}
