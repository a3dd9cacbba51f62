package io.isobar.archive;

import io.isobar.dynamodb.Keys;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A key attribute of a table, and where its value comes from.
 *
 * @param kind of the key
 * @param name of the attribute
 * @param time cuts the value out of the time of a message; null if the value is the member of that name
 */
record KeyPattern(Kind kind, String name, @Nullable TimePattern time) {

    /** Which of the two keys of an item. */
    enum Kind {
        PARTITION,
        SORT
    }

    private static final int LONGEST_NAME = 255;

    /**
     * @param text the name, or the name, {@code |} and a pattern of strftime
     * @throws IllegalArgumentException if it is neither
     */
    static KeyPattern of(Kind kind, String text, ZoneId zone) {
        int bar = text.indexOf('|');
        String name = bar < 0 ? text : text.substring(0, bar);
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("the name of a key has 1 to " + LONGEST_NAME + " characters");
        }
        return new KeyPattern(kind, name, bar < 0 ? null : new TimePattern(text.substring(bar + 1), zone));
    }

    /** Whether DynamoDB can have it. */
    boolean canBe(String value) {
        return kind == Kind.PARTITION ? Keys.isHash(value) : Keys.isRange(value);
    }

    /** For a person, such as {@code the sort key [name]}. */
    @Override
    public String toString() {
        return "the %s key [%s]".formatted(kind == Kind.PARTITION ? "partition" : "sort", name);
    }
}
