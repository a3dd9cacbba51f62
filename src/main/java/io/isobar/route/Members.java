package io.isobar.route;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Which members of a JSON object matter, as a tree by their names: each has a slot for its value, or members that matter, or
 * both. Made once for a route; all others are skipped.
 */
final class Members {

    private static final int NONE = -1;

    private final Map<String, Members> byName = new HashMap<>();
    private int slot = NONE;

    /**
     * The slot of the member at a path, which is given one if it has none.
     *
     * @param path names with dots between them, see {@link #check}
     * @param next the slot to give
     */
    int slot(String path, int next) {
        Members member = this;
        for (String name : path.split("\\.")) member = member.byName.computeIfAbsent(name, any -> new Members());
        if (member.slot == NONE) member.slot = next;
        return member.slot;
    }

    /** @throws IllegalArgumentException if a path is empty, or a name in it */
    static void check(String path) {
        for (String name : path.split("\\.", -1)) {
            if (name.isBlank()) throw new IllegalArgumentException("'" + path + "' has an empty name in it");
        }
    }

    /** Reads an object whose start was just read, to its end. Of members of one name the last one counts, with all in it. */
    void read(JsonParser parser, Values values) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            Members member = byName.get(parser.currentName());
            JsonToken kind = parser.nextToken();
            if (member == null) {
                parser.skipChildren();
            } else {
                member.take(parser, kind, values);
            }
        }
    }

    private void take(JsonParser parser, JsonToken kind, Values values) {
        if (slot != NONE) values.set(slot, kind, parser);
        if (!byName.isEmpty()) forget(values);
        if (kind == JsonToken.START_OBJECT && !byName.isEmpty()) {
            read(parser, values);
        } else {
            parser.skipChildren();
        }
    }

    private void forget(Values values) {
        for (Members member : byName.values()) {
            if (member.slot != NONE) values.clearSlot(member.slot);
            member.forget(values);
        }
    }
}
