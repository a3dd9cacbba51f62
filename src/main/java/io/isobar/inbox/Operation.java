package io.isobar.inbox;

import java.util.Locale;

/** What can be asked of the inbox: the second level of a request's topic. */
public enum Operation {
    /** The ids of the oldest and the newest message of a device. */
    QUERY,
    /** A message. */
    GET,
    /** The id of the message after another one. */
    NEXT,
    /** To remove a message. */
    DELETE,
    /** All devices that there are messages of. */
    DEVICES,
    /** To put a message for a device into the outbound queue. */
    SEND;

    /** In lower case, such as {@code query}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
