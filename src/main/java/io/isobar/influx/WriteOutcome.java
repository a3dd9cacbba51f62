package io.isobar.influx;

/** What InfluxDB answered to a batch of points. */
sealed interface WriteOutcome {

    /** All of them are stored. */
    record Written() implements WriteOutcome {}

    /** At least one of them will never be stored, whoever sends it and however often. */
    record Rejected(String why) implements WriteOutcome {}

    /** They can be stored later: InfluxDB is away or busy, or a person must change something first. */
    record NotNow(String why) implements WriteOutcome {}
}
