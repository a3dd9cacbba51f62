package io.isobar.inbox;

import io.isobar.dynamodb.Keys;
import io.isobar.dynamodb.Storable;
import io.isobar.dynamodb.Unstorable;
import io.isobar.pipeline.ParkReason;
import io.isobar.sqs.QueueMessage;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/**
 * Reads the messages of a queue: which device each is of, and what it is ordered by.
 *
 * @param uuidKey the member that names the device; dots lead into objects
 * @param messageIdKey the member that orders the messages of a device, likewise
 */
record MessageReader(String uuidKey, String messageIdKey) {

    /**
     * The id of the message is what orders it, the milliseconds at which it was sent, and the queue's id of it: the same each time
     * that it comes.
     */
    StoredMessage read(QueueMessage message) throws Unstorable {
        JsonNode body = Storable.read(message.body().getBytes(StandardCharsets.UTF_8));
        if (!body.isObject()) {
            throw new Unstorable(ParkReason.NOT_AN_OBJECT, "the message is JSON, but no object");
        }
        String uuid = text(body, uuidKey, "UUID field");
        String order = text(body, messageIdKey, "Message key ID field");
        String id = order + "-" + message.sentAt().toEpochMilli() + "-" + message.id();
        if (!Keys.isHash(uuid)) throw tooLong("UUID field", uuidKey);
        if (!Keys.isRange(id)) throw tooLong("Message key ID field", messageIdKey);
        return new StoredMessage(uuid, id, body);
    }

    private static String text(JsonNode body, String path, String what) throws Unstorable {
        JsonNode at = body;
        for (String name : path.split("\\.", -1)) at = at.path(name);
        if (at.isMissingNode() || at.isNull()) {
            throw new Unstorable(ParkReason.MISSING_FIELD, "%s [%s] does not exist in payload".formatted(what, path));
        }
        if (!at.isString() && !at.isNumber()) {
            throw new Unstorable(ParkReason.WRONG_TYPE, "%s [%s] is neither a text nor a number".formatted(what, path));
        }
        String text = at.isString() ? at.stringValue() : at.decimalValue().toPlainString();
        if (text.isEmpty()) throw new Unstorable(ParkReason.MISSING_FIELD, "%s [%s] is empty".formatted(what, path));
        return text;
    }

    private static Unstorable tooLong(String what, String path) {
        return new Unstorable(ParkReason.TOO_LARGE, "%s [%s] is too long for a key of DynamoDB".formatted(what, path));
    }
}
