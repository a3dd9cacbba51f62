package io.isobar.metadata;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a device at one moment, and how well.
 *
 * @param item null unless fresh or stale
 * @param remembered whether it was known already, or had to be fetched
 * @param certainAt by {@link System#nanoTime}, when it was certain last that the table says so; {@link #TIMELESS} if that is
 *     no matter of time
 * @param failure what went wrong when it was fetched last; null unless stale or unknown
 */
public record Finding(
        State state,
        @Nullable DeviceMetadata item,
        boolean remembered,
        long certainAt,
        @Nullable String failure) {

    /** Of what the table was not asked about. */
    public static final long TIMELESS = Long.MIN_VALUE;

    /** How well something is known. */
    public enum State {
        /** The table said so lately. */
        FRESH,
        /** The table said so once, and could not be asked again. */
        STALE,
        /** The table has no such item. */
        ABSENT,
        /** The table could not be asked. */
        UNKNOWN;

        /** In lower case, such as {@code fresh}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The text of each attribute by its name; empty if nothing is known. */
    public Map<String, String> attributes() {
        return item == null ? Map.of() : item.attributes();
    }

    /**
     * How long ago it was certain.
     *
     * @param now by {@link System#nanoTime}
     * @return in nanoseconds, zero if that is no matter of time
     */
    public long ageNanos(long now) {
        return certainAt == TIMELESS ? 0 : Math.max(0, now - certainAt);
    }

    public double ageSeconds() {
        return Duration.ofNanos(ageNanos(System.nanoTime())).toMillis() / 1000.0;
    }

    /** For a device that has not said who it is: there is nothing to look up. */
    public static final Finding NOTHING_TO_FIND = new Finding(State.ABSENT, null, false, TIMELESS, null);
}
