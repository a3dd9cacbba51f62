package io.isobar.inbox;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The payload of an answer.
 *
 * @param failed whether it says that what was asked for was not done; that there is no message is no failure
 */
record Answer(ObjectNode json, boolean failed) {

    private static final JsonMapper JSON = new JsonMapper();

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** To a request, by the same members as any other error of its operation. */
    static Answer error(String what, RequestTopic request, @Nullable String token, boolean failed) {
        ObjectNode error = object().put("error", what);
        idOf(request).accept(error);
        if (token != null) error.put("token", token);
        if (!request.uuid().isEmpty()) error.put("uuid", request.uuid());
        return new Answer(error, failed);
    }

    private static Consumer<ObjectNode> idOf(RequestTopic request) {
        return switch (request.operation()) {
            case GET, DELETE -> json -> json.put("messageId", request.other());
            case NEXT -> json -> json.put("specifiedMessageId", request.other());
            case QUERY, DEVICES, SEND -> json -> {};
        };
    }

    /** Compact, with numbers as they were. */
    byte[] bytes() {
        return JSON.writeValueAsBytes(json);
    }

    /** The same, with the numbers in it as text. */
    static JsonNode numbersAsText(JsonNode json) {
        if (json.isNumber()) return JsonNodeFactory.instance.stringNode(json.asString());
        if (json.isArray()) {
            return JsonNodeFactory.instance
                    .arrayNode()
                    .addAll(json.valueStream().map(Answer::numbersAsText).toList());
        }
        if (!json.isObject()) return json;
        ObjectNode object = object();
        json.forEachEntry((name, member) -> object.set(name, numbersAsText(member)));
        return object;
    }
}
