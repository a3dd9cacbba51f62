package io.isobar.route;

import io.isobar.telemetry.Sender;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The senders of the last messages by the texts that they are made of, for a device sends the same ones again and again.
 * Safe for use by many threads; two that come at once may both make the same sender.
 */
final class KnownSenders {

    /** Each sender has one place, which it loses to the next one that has the same: 2^14 of them, of 300 bytes, are 5 MB. */
    private static final int BITS = 14;

    private record Known(char[] texts, Sender sender) {

        boolean is(char[] joined, int length) {
            return Arrays.equals(texts, 0, texts.length, joined, 0, length);
        }
    }

    private final AtomicReferenceArray<@Nullable Known> places = new AtomicReferenceArray<>(1 << BITS);
    private final int[] slots;
    private final Function<Values, Sender> maker;

    /**
     * @param slots of all values that the maker looks at
     * @param maker whose senders differ in nothing if those values do not
     */
    KnownSenders(int[] slots, Function<Values, Sender> maker) {
        this.slots = slots;
        this.maker = maker;
    }

    Sender of(Values values) {
        int length = values.join(slots);
        if (length < 0) return maker.apply(values);
        char[] joined = values.joined();
        int place = place(joined, length);
        Known known = places.getAcquire(place);
        if (known != null && known.is(joined, length)) return known.sender();
        Sender sender = maker.apply(values);
        places.setRelease(place, new Known(Arrays.copyOf(joined, length), sender));
        return sender;
    }

    private static int place(char[] joined, int length) {
        int last = length;
        int before = 0;
        // Two sums, for the processor can work on both at once; that the first character may be in none of them is no
        // harm.
        for (int i = length - 1; i > 0; i -= 2) {
            last = 31 * last + joined[i];
            before = 31 * before + joined[i - 1];
        }
        int hash = 31 * last + before;
        // The upper bits of a product depend on all bits of the hash.
        return hash * 0x9e3779b9 >>> Integer.SIZE - BITS;
    }
}
