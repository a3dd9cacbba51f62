package io.isobar.simulator;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.StringNode;

/** Types whose values are JSON strings. */
public sealed interface TextType extends AttributeType {

    /** The longest string in characters; what a device sends is small. */
    int LONGEST = 10_000;

    @Override
    StringNode next(Turn turn);

    /** So many characters of a set. */
    record Id(int length, String charSet) implements TextType {
        static final String URL_SAFE = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-";

        /** {@code shortid}: nine characters, as the ids in the published description of the pressure device have. */
        static final Id SHORT = new Id(9, URL_SAFE);

        public Id {
            if (length < 1 || length > LONGEST) {
                throw new IllegalArgumentException("'length' is %d; allowed is 1 to %d".formatted(length, LONGEST));
            }
            if (charSet.isEmpty())
                throw new IllegalArgumentException("'charSet' is empty; allowed is any other string");
        }

        @Override
        public StringNode next(Turn turn) {
            return characters(length, charSet, turn.random());
        }
    }

    /** A version 4 UUID. It comes from the device's generator and not from {@link UUID}, so that a seed repeats it. */
    record Uuid() implements TextType {
        @Override
        public StringNode next(Turn turn) {
            long high = (turn.random().nextLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L;
            long low = (turn.random().nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
            return StringNode.valueOf(new UUID(high, low).toString());
        }
    }

    /** From {@code min} to {@code max} letters and digits. */
    record Letters(int min, int max) implements TextType {
        private static final String LETTERS_AND_DIGITS = Id.URL_SAFE.substring(0, 62);

        public Letters {
            if (min < 0 || min > max || max > LONGEST) {
                throw new IllegalArgumentException(
                        "'min' is %d and 'max' is %d; allowed is 0 to %d, and min <= max".formatted(min, max, LONGEST));
            }
        }

        @Override
        public StringNode next(Turn turn) {
            return characters(turn.random().nextInt(min, max + 1), LETTERS_AND_DIGITS, turn.random());
        }
    }

    /** The time in UTC, to the second and without a zone: {@code 2026-11-21T09:00:00}. */
    record IsoTimestamp() implements TextType {
        private static final DateTimeFormatter SECONDS =
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

        @Override
        public StringNode next(Turn turn) {
            return StringNode.valueOf(SECONDS.format(turn.now()));
        }
    }

    /** The time in milliseconds since 1970. */
    record UnixTimestamp() implements TextType {
        @Override
        public StringNode next(Turn turn) {
            return StringNode.valueOf(Long.toString(turn.now().toEpochMilli()));
        }
    }

    private static StringNode characters(int length, String charSet, RandomGenerator random) {
        int[] choices = charSet.codePoints().toArray();
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(choices[random.nextInt(choices.length)]);
        }
        return StringNode.valueOf(text.toString());
    }
}
