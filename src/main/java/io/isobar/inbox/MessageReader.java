package io.isobar.inbox;

import io.isobar.dynamodb.Keys;
import io.isobar.dynamodb.Storable;
import io.isobar.pipeline.ParkReason;
import io.isobar.sqs.QueueMessage;
import java.math.BigDecimal;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the messages of a queue: which device each is of, and what it is ordered by.
 *
 * @param uuidKey the member that names the device; dots lead into objects
 * @param messageIdKey the member that orders the messages of a device, likewise
 */
record MessageReader(String uuidKey, String messageIdKey) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * The id of the message is what orders it, the milliseconds at which it was sent, and the queue's id of it: the same each time
     * that it comes.
     */
    StoredMessage read(QueueMessage message) throws Unstorable {
        JsonNode body = json(message.body());
        String uuid = text(body, uuidKey, "UUID field");
        String order = text(body, messageIdKey, "Message key ID field");
        String problem = Storable.problem(body);
        if (problem != null) throw new Unstorable(ParkReason.WRONG_TYPE, problem);
        String id = order + "-" + message.sentAt().toEpochMilli() + "-" + message.id();
        if (!Keys.isHash(uuid)) throw tooLong("UUID field", uuidKey);
        if (!Keys.isRange(id)) throw tooLong("Message key ID field", messageIdKey);
        return new StoredMessage(uuid, id, body);
    }

    private static JsonNode json(String text) throws Unstorable {
        try {
            JsonNode json = JSON.readTree(text);
            if (json.isObject()) return json;
            throw new Unstorable(ParkReason.NOT_AN_OBJECT, "the message is JSON, but no object");
        } catch (JacksonException e) {
            throw new Unstorable(ParkReason.NOT_JSON, "the message is not JSON");
        }
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
        // A few digits of an exponent may stand for more zeros than fit into memory.
        if (at.isNumber() && digits(at.decimalValue()) > Keys.LONGEST_RANGE) throw tooLong(what, path);
        String text = at.isString() ? at.stringValue() : at.decimalValue().toPlainString();
        if (text.isEmpty()) throw new Unstorable(ParkReason.MISSING_FIELD, "%s [%s] is empty".formatted(what, path));
        return text;
    }

    /** How many it has without an exponent. */
    private static long digits(BigDecimal number) {
        long before = Math.max(1, (long) number.precision() - number.scale());
        return before + Math.max(0, number.scale());
    }

    private static Unstorable tooLong(String what, String path) {
        return new Unstorable(ParkReason.TOO_LARGE, "%s [%s] is too long for a key of DynamoDB".formatted(what, path));
    }
}
