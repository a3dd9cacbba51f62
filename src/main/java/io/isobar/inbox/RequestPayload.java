package io.isobar.inbox;

import io.isobar.dynamodb.Storable;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a request carries: {@code {"token":"…"}}, and {@code "hex_payload"} to send.
 *
 * @param token null if it is not there, or no text that can be given back
 * @param hexPayload null if it is not there, or no text
 */
record RequestPayload(@Nullable String token, @Nullable String hexPayload) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final RequestPayload EMPTY = new RequestPayload(null, null);

    /** Of anything that is no JSON object, one without members: a request that says elsewhere where it waits needs none. */
    static RequestPayload of(byte[] payload) {
        try {
            JsonNode json = JSON.readTree(payload);
            return json.isObject() ? new RequestPayload(text(json, "token"), text(json, "hex_payload")) : EMPTY;
        } catch (JacksonException noJson) {
            return EMPTY;
        }
    }

    private static @Nullable String text(JsonNode object, String member) {
        JsonNode value = object.path(member);
        if (!value.isString()) return null;
        return Storable.isText(value.stringValue()) ? value.stringValue() : null;
    }
}
