package io.isobar.influx;

import java.time.Duration;

/** What InfluxDB answered to a batch of points. */
sealed interface WriteOutcome {

    /** All of them are stored. */
    record Written() implements WriteOutcome {}

    /** At least one of them will never be stored, whoever sends it and however often. */
    record Rejected(String why) implements WriteOutcome {}

    /** They can be stored later. */
    sealed interface NotNow extends WriteOutcome {
        String why();
    }

    /**
     * InfluxDB is away or busy, and will take them by itself.
     *
     * @param notBefore how long it asked to be left alone; zero if it did not
     */
    record Busy(String why, Duration notBefore) implements NotNow {}

    /** A person must change something first, for which there is a setting to look at. */
    record Paused(String why) implements NotNow {}
}
