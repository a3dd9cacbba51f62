package io.isobar.inbox;

/** What may be one level of the topic of an answer or a notification. */
final class TopicLevel {

    /** In characters; at most four times as many bytes, of the 65,535 that a topic may have. */
    private static final int LONGEST = 16_000;

    private TopicLevel() {}

    /** Not empty, and without what would make it several levels, a topic filter, or no text that MQTT allows. */
    static boolean isPossible(String text) {
        return !text.isEmpty() && text.length() <= LONGEST && text.codePoints().noneMatch(TopicLevel::isForbidden);
    }

    private static boolean isForbidden(int character) {
        return character == '/'
                || character == '+'
                || character == '#'
                || Character.isISOControl(character)
                || Character.getType(character) == Character.SURROGATE;
    }
}
