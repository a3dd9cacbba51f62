package io.isobar.mqtt;

import java.nio.charset.StandardCharsets;

/**
 * Which topics a subscription covers, by the rules of MQTT 5, sections 4.7 and 4.8. A leading slash makes a first level that
 * is empty: {@code /pressure/data} and {@code pressure/data} are different topics.
 */
public record TopicFilter(String text) {

    private static final int LONGEST = 65_535;

    public TopicFilter {
        if (text.isEmpty()) throw new IllegalArgumentException("a topic filter must not be empty");
        if (text.indexOf('\0') >= 0)
            throw new IllegalArgumentException("a topic filter must not hold the character U+0000");
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new IllegalArgumentException("a topic filter must not be longer than " + LONGEST + " bytes");
        }
        String[] levels = text.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            boolean last = i == levels.length - 1;
            if (levels[i].contains("#") && !(last && levels[i].equals("#"))) {
                throw new IllegalArgumentException("# must be the whole of the last level of '" + text + "'");
            }
            if (levels[i].contains("+") && !levels[i].equals("+")) {
                throw new IllegalArgumentException("+ must be the whole of a level of '" + text + "'");
            }
        }
    }

    /**
     * The same topics, shared among the clients of a group, so that each message goes to one of them.
     *
     * @param group without {@code /}, {@code +} and {@code #}
     */
    public TopicFilter shared(String group) {
        if (group.isEmpty() || group.chars().anyMatch(c -> "/+#".indexOf(c) >= 0)) {
            throw new IllegalArgumentException("a share group must be a name without /, + and #");
        }
        return new TopicFilter("$share/" + group + "/" + text);
    }

    @Override
    public String toString() {
        return text;
    }
}
