package io.isobar.metadata;

import java.nio.charset.StandardCharsets;

/** Which texts can be the value of a hash key. Asking DynamoDB for another one is an error, not an absence. */
final class HashKeys {

    /** In UTF-8, by the service's limits. */
    private static final int LONGEST = 2048;

    private HashKeys() {}

    /** Lone surrogates, which JSON can say, have no UTF-8. */
    static boolean isPossible(String key) {
        return !key.isEmpty()
                && key.length() <= LONGEST
                && StandardCharsets.UTF_8.newEncoder().canEncode(key)
                && key.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    }
}
