package io.isobar.route;

import io.isobar.mqtt.TopicFilter;
import java.util.HashMap;
import java.util.Map;

/**
 * A topic filter whose levels can have names: {@code plant/{site}/temperature} is {@code plant/+/temperature}, and {@code site}
 * is what the second level of a topic says.
 *
 * @param levels the place of each named level, from 0
 */
record TopicPattern(TopicFilter filter, Map<String, Integer> levels) {

    TopicPattern {
        levels = Map.copyOf(levels);
    }

    /** @throws IllegalArgumentException saying what is wrong with it */
    static TopicPattern parse(String text) {
        if (text.startsWith(TopicFilter.SHARED)) {
            throw new IllegalArgumentException("isobar.mqtt.share-group is what puts $share before it");
        }
        String[] parts = text.split("/", -1);
        Map<String, Integer> levels = new HashMap<>();
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].indexOf('{') < 0 && parts[i].indexOf('}') < 0) continue;
            String name = name(parts[i]);
            if (levels.put(name, i) != null) throw new IllegalArgumentException("there are two levels {" + name + "}");
            parts[i] = "+";
        }
        return new TopicPattern(new TopicFilter(String.join("/", parts)), levels);
    }

    private static String name(String level) {
        String name = level.substring(Math.min(1, level.length()), Math.max(1, level.length() - 1));
        boolean whole = level.startsWith("{") && level.endsWith("}") && level.length() > 1;
        if (!whole || name.indexOf('{') >= 0 || name.indexOf('}') >= 0) {
            throw new IllegalArgumentException("{name} must be the whole of a level");
        }
        if (name.isBlank()) throw new IllegalArgumentException("a level {} has no name");
        return name;
    }

    /** Takes what a topic that the filter matches says at a level. */
    static void level(String topic, int index, int slot, Values values) {
        int from = 0;
        for (int i = 0; i < index; i++) from = topic.indexOf('/', from) + 1;
        int to = topic.indexOf('/', from);
        values.set(slot, topic, from, to < 0 ? topic.length() : to);
    }
}
