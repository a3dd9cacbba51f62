package io.isobar.mqtt;

import java.nio.charset.StandardCharsets;

/** Which texts messages can be published to. */
public final class TopicName {

    private static final int LONGEST = 65_535;
    private static final int FIRST_SURROGATE = 0xd800;
    private static final int LAST_SURROGATE = 0xdfff;
    private static final int LAST_TWO_OF_PLANE = 0xfffe;

    private TopicName() {}

    /**
     * Whether every broker takes it as the topic of a message: it has 1 to 65,535 bytes, no wildcard, and none of the
     * characters that brokers may close the connection for (MQTT 5, sections 1.5.4 and 4.7): control characters, halves of
     * surrogate pairs, and code points that are no characters.
     */
    public static boolean isPossible(String text) {
        return !text.isEmpty()
                && text.codePoints().allMatch(TopicName::isAllowed)
                && text.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    }

    /** Whether it can be one level of such a topic, and no more than one. */
    public static boolean isLevel(String text) {
        return text.indexOf('/') < 0 && isPossible(text);
    }

    private static boolean isAllowed(int codePoint) {
        boolean surrogate = codePoint >= FIRST_SURROGATE && codePoint <= LAST_SURROGATE;
        return codePoint != '+'
                && codePoint != '#'
                && !Character.isISOControl(codePoint)
                && !surrogate
                && !isNoCharacter(codePoint);
    }

    private static boolean isNoCharacter(int codePoint) {
        return (codePoint & LAST_TWO_OF_PLANE) == LAST_TWO_OF_PLANE || (codePoint >= 0xfdd0 && codePoint <= 0xfdef);
    }
}
