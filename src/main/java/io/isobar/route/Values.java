package io.isobar.route;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What one message says of all that its route asks for, each value in a slot of its own. Used by one thread. */
final class Values {

    private final @Nullable JsonToken[] kinds;
    private final @Nullable String[] texts;

    Values(int slots) {
        this.kinds = new JsonToken[slots];
        this.texts = new String[slots];
    }

    void set(int slot, String text) {
        kinds[slot] = JsonToken.VALUE_STRING;
        texts[slot] = text;
    }

    /** Takes what the parser stands on: null is nothing, and an object or an array something without a text. */
    void set(int slot, JsonToken kind, JsonParser parser) {
        kinds[slot] = kind == JsonToken.VALUE_NULL ? null : kind;
        texts[slot] = kind.isScalarValue() && kind != JsonToken.VALUE_NULL ? parser.getString() : null;
    }

    void clear(int slot) {
        kinds[slot] = null;
        texts[slot] = null;
    }

    /** Whether there is something, of whatever kind. */
    boolean has(int slot) {
        return kinds[slot] != null;
    }

    /** The text of a scalar; null if there is none. */
    @Nullable
    String text(int slot) {
        return texts[slot];
    }

    /** The same, of a text or a number alone. */
    @Nullable
    String keyText(int slot) {
        JsonToken kind = kinds[slot];
        return kind == JsonToken.VALUE_STRING || kind != null && kind.isNumeric() ? texts[slot] : null;
    }
}
