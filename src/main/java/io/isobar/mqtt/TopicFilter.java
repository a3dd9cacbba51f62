package io.isobar.mqtt;

import java.nio.charset.StandardCharsets;

/**
 * Which topics a subscription covers, by the rules of MQTT 5, sections 4.7 and 4.8. A leading slash makes a first level that
 * is empty: {@code /pressure/data} and {@code pressure/data} are different topics.
 */
public record TopicFilter(String text) {

    /** What the filter of a shared subscription starts with. */
    public static final String SHARED = "$share/";

    private static final int LONGEST = 65_535;
    private static final String PLUS = "+";
    private static final String HASH = "#";

    public TopicFilter {
        if (text.isEmpty()) throw new IllegalArgumentException("a topic filter must not be empty");
        if (text.indexOf('\0') >= 0)
            throw new IllegalArgumentException("a topic filter must not hold the character U+0000");
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new IllegalArgumentException("a topic filter must not be longer than " + LONGEST + " bytes");
        }
        String[] levels = levels(text);
        for (int i = 0; i < levels.length; i++) {
            boolean last = i == levels.length - 1;
            if (levels[i].contains(HASH) && !(last && levels[i].equals(HASH))) {
                throw new IllegalArgumentException("# must be the whole of the last level of '" + text + "'");
            }
            if (levels[i].contains(PLUS) && !levels[i].equals(PLUS)) {
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
        return new TopicFilter(SHARED + group + "/" + text);
    }

    /**
     * Whether a subscription to this filter brings the messages of a topic. Asked for every message, so it makes no objects.
     *
     * @param topic without wildcards
     */
    public boolean matches(String topic) {
        if (topic.startsWith("$") && startsWithWildcard(text)) return false;
        int from = 0;
        int topicFrom = 0;
        while (!text.startsWith(HASH, from)) {
            int to = endOfLevel(text, from);
            int topicTo = endOfLevel(topic, topicFrom);
            boolean same = to - from == topicTo - topicFrom && text.regionMatches(from, topic, topicFrom, to - from);
            if (!same && !text.startsWith(PLUS, from)) return false;
            // The parent of # is one of its topics, too.
            if (topicTo == topic.length()) return to == text.length() || text.startsWith("/#", to);
            if (to == text.length()) return false;
            from = to + 1;
            topicFrom = topicTo + 1;
        }
        return true;
    }

    /** Whether this filter matches every topic that the other one matches. */
    public boolean covers(TopicFilter other) {
        if (other.text.startsWith("$") && startsWithWildcard(text)) return false;
        String[] mine = levels(withoutEmptyTopic(text));
        String[] others = levels(withoutEmptyTopic(other.text));
        for (int i = 0; i < mine.length; i++) {
            if (mine[i].equals(HASH)) return true;
            if (i == others.length || others[i].equals(HASH)) return false;
            if (!mine[i].equals(PLUS) && !mine[i].equals(others[i])) return false;
        }
        return mine.length == others.length;
    }

    /** Whether there is a topic that both match. */
    public boolean overlaps(TopicFilter other) {
        if (other.text.startsWith("$") && startsWithWildcard(text)) return false;
        if (text.startsWith("$") && startsWithWildcard(other.text)) return false;
        String[] mine = levels(withoutEmptyTopic(text));
        String[] others = levels(withoutEmptyTopic(other.text));
        int both = Math.min(mine.length, others.length);
        for (int i = 0; i < both; i++) {
            if (mine[i].equals(HASH) || others[i].equals(HASH)) return true;
            boolean any = mine[i].equals(PLUS) || others[i].equals(PLUS);
            if (!any && !mine[i].equals(others[i])) return false;
        }
        return isAtMostHash(mine, both) && isAtMostHash(others, both);
    }

    /** The same filter in other words where the parent of its # is no topic, because a topic has one character at least. */
    private static String withoutEmptyTopic(String filter) {
        return filter.equals("#") || filter.equals("/#") ? filter.replace("#", "+/#") : filter;
    }

    private static boolean isAtMostHash(String[] levels, int from) {
        return levels.length == from || levels[from].equals(HASH);
    }

    private static boolean startsWithWildcard(String filter) {
        return filter.startsWith(PLUS) || filter.startsWith(HASH);
    }

    private static int endOfLevel(String text, int from) {
        int end = text.indexOf('/', from);
        return end < 0 ? text.length() : end;
    }

    private static String[] levels(String text) {
        return text.split("/", -1);
    }

    @Override
    public String toString() {
        return text;
    }
}
