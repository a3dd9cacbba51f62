package io.isobar.inbox;

import java.util.Arrays;
import java.util.Optional;

/**
 * The topic of a request, level by level: {@code request/{operation}/{uuid}/{messageId}}; without the last one for query, with
 * the recipient's uuid in its place for send, and {@code request/devices}.
 *
 * @param uuid empty for devices
 * @param other the message id, or the uuid of the recipient; empty if there is none
 */
record RequestTopic(Operation operation, String uuid, String other) {

    private static final String ROOT = "request";
    private static final int OPERATION = 1;
    private static final int UUID = 2;
    private static final int OTHER = 3;

    /** The filter that all requests of an operation match, and others: it takes any levels, and none, for # . */
    static String filter(Operation operation) {
        return ROOT + "/" + operation.text() + "/#";
    }

    /** Empty if a level is missing, empty or too many. */
    static Optional<RequestTopic> of(String topic) {
        String[] levels = topic.split("/", -1);
        return operation(levels)
                .filter(operation -> levels.length == levels(operation))
                .filter(operation -> Arrays.stream(levels).noneMatch(String::isEmpty))
                .map(operation -> new RequestTopic(operation, level(levels, UUID), level(levels, OTHER)));
    }

    /** Which operation a topic names, be it a request or not. */
    static Optional<Operation> operation(String topic) {
        return operation(topic.split("/", -1));
    }

    private static Optional<Operation> operation(String[] levels) {
        if (!levels[0].equals(ROOT)) return Optional.empty();
        String name = level(levels, OPERATION);
        return Arrays.stream(Operation.values())
                .filter(operation -> operation.text().equals(name))
                .findAny();
    }

    private static int levels(Operation operation) {
        return switch (operation) {
            case DEVICES -> OPERATION + 1;
            case QUERY -> UUID + 1;
            case GET, NEXT, DELETE, SEND -> OTHER + 1;
        };
    }

    private static String level(String[] levels, int index) {
        return index < levels.length ? levels[index] : "";
    }

    /** What comes after the operation, with a slash before each level. */
    String rest() {
        return (uuid.isEmpty() ? "" : "/" + uuid) + (other.isEmpty() ? "" : "/" + other);
    }
}
