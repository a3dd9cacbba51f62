package io.isobar.enrich;

import java.util.Locale;

/** Why an attribute of an item is not in a point: a value of the tag {@code reason} of {@code isobar_attributes_left_out_total}. */
public enum LeftOut {
    /** It would be named like a field or a tag of the message, or like the time. */
    RESERVED_NAME,
    /** Line protocol cannot say its name. */
    UNSPEAKABLE_NAME,
    /** The settings include others only. */
    NOT_INCLUDED,
    /** The settings exclude it. */
    EXCLUDED,
    /** Its value is new, and the tag has taken as many values as it may. */
    BUDGET,
    /** It is longer than InfluxDB takes for a tag. */
    TOO_LONG,
    /** Another attribute of the item has that name already, by a rename or the prefix. */
    TAKEN;

    /** In lower case, such as {@code reserved_name}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether somebody may not know: what the settings leave out is no news. */
    boolean isCounted() {
        return this != NOT_INCLUDED && this != EXCLUDED;
    }
}
