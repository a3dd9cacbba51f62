package io.isobar.pipeline;

import java.util.Locale;

/** Why a message can never become a point: a value of the tag {@code reason} of {@code isobar_parked_total}. */
public enum ParkReason {
    /** It is not JSON, or not all of it is. */
    NOT_JSON,
    /** It is JSON, but no object. */
    NOT_AN_OBJECT,
    /** A required member is absent or null. */
    MISSING_FIELD,
    /** A required member is neither a finite number nor a text that holds one. */
    NOT_A_NUMBER,
    /** It is longer or nested deeper than is read. */
    TOO_LARGE,
    /** A value cannot be said in the type that its field has. */
    WRONG_TYPE,
    /** InfluxDB refuses its point, whoever sends it and however often. */
    REJECTED;

    /** In lower case, such as {@code not_json}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
