package io.isobar.pipeline;

import java.util.Locale;

/** Why a message can never become a point, or an item: a value of the tag {@code reason} of {@code isobar_parked_total}. */
public enum ParkReason {
    /** It came through a queue in an envelope whose payload, topic or time cannot be read. */
    BAD_ENVELOPE,
    /** Its topic is that of no route: it may be of a subscription that is no longer in the settings. */
    NO_ROUTE,
    /** It is not JSON, or not all of it is. */
    NOT_JSON,
    /** It is JSON, but no object. */
    NOT_AN_OBJECT,
    /** A required member is absent or null. */
    MISSING_FIELD,
    /** A member that must be a number is neither a finite one nor a text that holds one. */
    NOT_A_NUMBER,
    /** A value cannot be said without loss in the type that its field has. */
    WRONG_TYPE,
    /** It is longer or nested deeper than is read. */
    TOO_LARGE,
    /** There is no item of its device, and isobar.metadata.on-miss is park. */
    NO_METADATA,
    /** InfluxDB, or a table, refuses what was made of it, whoever sends it and however often. */
    REJECTED,
    /** Its table has left it for later too often. */
    UNPROCESSED;

    /** In lower case, such as {@code not_json}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
