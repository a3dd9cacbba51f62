package io.isobar.inbox;

import io.isobar.dynamodb.AttributeValues;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tools.jackson.databind.JsonNode;

/**
 * A message as the table has it.
 *
 * @param uuid of its device, not empty
 * @param messageId not empty; messages of a device are in its order, as text
 * @param body a JSON object
 */
record StoredMessage(String uuid, String messageId, JsonNode body) {

    static final String UUID = "uuid";
    static final String MESSAGE_ID = "messageId";
    static final String BODY = "body";
    static final String EXPIRES_AT = "expiresAt";

    Map<String, AttributeValue> item() {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(UUID, AttributeValue.fromS(uuid));
        item.put(MESSAGE_ID, AttributeValue.fromS(messageId));
        item.put(BODY, AttributeValues.of(body));
        return item;
    }
}
