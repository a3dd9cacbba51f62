package io.isobar.route;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What one message says of all that its route asks for, each value in a slot of its own. Used by one thread, for one message
 * after the other: the characters of all texts lie in one array, for a text that is read and forgotten need not be a String.
 */
final class Values {

    /** In characters; the room for a longer message is given back with the next one. */
    private static final int KEPT = 8_192;

    /** In characters; also what the length of each text in it must not exceed, see there. */
    private static final int LONGEST_JOINED = 128;

    private static final int NO_TEXT = -1;

    private @Nullable JsonToken[] kinds = new JsonToken[0];
    private int[] starts = new int[0];
    private int[] ends = new int[0];
    private char[] texts = new char[KEPT];
    private int filled;
    private final char[] joined = new char[LONGEST_JOINED];

    /** Forgets the message before. */
    void clear(int slots) {
        if (kinds.length < slots) {
            kinds = new JsonToken[slots];
            starts = new int[slots];
            ends = new int[slots];
        }
        if (texts.length > KEPT) texts = new char[KEPT];
        filled = 0;
        for (int slot = 0; slot < slots; slot++) clearSlot(slot);
    }

    void clearSlot(int slot) {
        kinds[slot] = null;
        starts[slot] = NO_TEXT;
    }

    /** Takes a part of a text. */
    void set(int slot, String text, int from, int to) {
        int start = add(slot, JsonToken.VALUE_STRING, to - from);
        text.getChars(from, to, texts, start);
    }

    /** Takes what the parser stands on: null is nothing, and an object or an array something without a text. */
    void set(int slot, JsonToken kind, JsonParser parser) {
        clearSlot(slot);
        if (kind == JsonToken.VALUE_NULL) return;
        if (!kind.isScalarValue()) {
            kinds[slot] = kind;
            return;
        }
        char[] text = parser.getStringCharacters();
        int length = parser.getStringLength();
        int start = add(slot, kind, length);
        System.arraycopy(text, parser.getStringOffset(), texts, start, length);
    }

    private int add(int slot, JsonToken kind, int length) {
        if (length > texts.length - filled) texts = Arrays.copyOf(texts, Math.max(filled + length, 2 * texts.length));
        kinds[slot] = kind;
        starts[slot] = filled;
        filled += length;
        ends[slot] = filled;
        return starts[slot];
    }

    /** Whether there is something, of whatever kind. */
    boolean has(int slot) {
        return kinds[slot] != null;
    }

    /** Whether there is a scalar. */
    boolean hasText(int slot) {
        return starts[slot] != NO_TEXT;
    }

    /** Whether there is a text or a number with anything in it. */
    boolean hasKey(int slot) {
        JsonToken kind = kinds[slot];
        if (kind != JsonToken.VALUE_STRING && (kind == null || !kind.isNumeric())) return false;
        return ends[slot] > starts[slot];
    }

    /** The text of a scalar; null if there is none. */
    @Nullable
    String text(int slot) {
        return hasText(slot) ? new String(texts, starts[slot], ends[slot] - starts[slot]) : null;
    }

    /** The characters of all texts, to be read only until the next value is set. */
    char[] texts() {
        return texts;
    }

    /** Where the text of a scalar starts in them. */
    int start(int slot) {
        return starts[slot];
    }

    /** Where it ends. */
    int end(int slot) {
        return ends[slot];
    }

    /**
     * Puts what is in some slots one behind the other, such that no other values look alike.
     *
     * @return how many characters of {@link #joined} there are; -1 if there is no room for all
     */
    int join(int[] slots) {
        int length = 0;
        for (int slot : slots) {
            int text = hasText(slot) ? ends[slot] - starts[slot] : 0;
            if (text >= joined.length - length) return -1;
            joined[length++] = head(kinds[slot], text);
            System.arraycopy(texts, Math.max(0, starts[slot]), joined, length, text);
            length += text;
        }
        return length;
    }

    /** What a text is and how long it is, for {@code a} and {@code bc} are not {@code ab} and {@code c}. */
    private static char head(@Nullable JsonToken kind, int length) {
        return (char) (kind == null ? 0 : kind.id() * LONGEST_JOINED + length);
    }

    char[] joined() {
        return joined;
    }
}
