package io.isobar.dynamodb;

import java.nio.charset.StandardCharsets;

/**
 * Which texts can be the value of a key. Asking DynamoDB for an item of another one is an error, not an absence. The limits are
 * those of the developer guide, "Constraints in Amazon DynamoDB".
 */
public final class Keys {

    /** Of a hash key, in bytes of UTF-8. */
    private static final int LONGEST_HASH = 2_048;
    /** Of a range key, likewise. */
    private static final int LONGEST_RANGE = 1_024;

    private Keys() {}

    public static boolean isHash(String key) {
        return isPossible(key, LONGEST_HASH);
    }

    public static boolean isRange(String key) {
        return isPossible(key, LONGEST_RANGE);
    }

    /** Lone surrogates, which JSON can say, have no UTF-8. */
    private static boolean isPossible(String key, int longest) {
        return !key.isEmpty()
                && key.length() <= longest
                && Storable.isText(key)
                && key.getBytes(StandardCharsets.UTF_8).length <= longest;
    }
}
