package io.isobar.route;

import java.util.HashMap;
import java.util.Map;

/** Gives a slot to each value that a route asks for: a named level of the topic, or a member of the message. */
final class Slots {

    private final TopicPattern topic;
    private final Members members = new Members();
    private final Map<String, Integer> levels = new HashMap<>();
    private int size;

    Slots(TopicPattern topic) {
        this.topic = topic;
    }

    /** Of the level of that name, or of the member at that path if there is no such level. */
    int of(String name) {
        if (!topic.levels().containsKey(name)) return ofMember(name);
        return levels.computeIfAbsent(name, any -> size++);
    }

    int ofMember(String path) {
        int slot = members.slot(path, size);
        if (slot == size) size++;
        return slot;
    }

    Members members() {
        return members;
    }

    int size() {
        return size;
    }
}
