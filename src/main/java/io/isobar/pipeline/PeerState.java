package io.isobar.pipeline;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Whether a peer (a broker, a table, a database) does what it is asked. Logs when that changes, once, and tells a health
 * check what is wrong. Safe for use by many threads.
 */
public final class PeerState {

    private final String peer;
    private final Logger log;

    private @Nullable String failure;
    private long failures;

    /** @param peer how a log line names it, such as {@code InfluxDB at http://localhost:8086} */
    public PeerState(String peer, Logger log) {
        this.peer = peer;
        this.log = log;
    }

    /** @param what what could not be done and why, for the person who must act; never a secret */
    public synchronized void failed(String what) {
        if (failure == null) log.warn("{}: {}; trying again until it works", peer, what);
        failure = what;
        failures++;
    }

    public synchronized void works() {
        if (failure == null) return;
        log.info("{}: works again after {} failed tries", peer, failures);
        failure = null;
        failures = 0;
    }

    /** What failed last, or empty if the last try went well or there was none. */
    public synchronized Optional<String> failure() {
        return Optional.ofNullable(failure);
    }
}
