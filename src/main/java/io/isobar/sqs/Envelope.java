package io.isobar.sqs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A message of AWS IoT Core as a rule puts it into a queue:
 * {@code {"base64Payload":"…","topic":"…","receivedAt":1795251600123}}, made by
 * {@code SELECT encode(*, 'base64') AS base64Payload, topic() AS topic, timestamp() AS receivedAt FROM …}.
 *
 * @param payload the bytes that the device has sent
 * @param topic null if it names none
 * @param receivedAt null if it has none
 */
record Envelope(
        byte[] payload, @Nullable String topic, @Nullable Instant receivedAt) {

    private static final String PAYLOAD = "base64Payload";
    /** Where the error action of a rule has it: what comes back from the dead letters without ever having been in the queue. */
    private static final String ORIGINAL_PAYLOAD = "base64OriginalPayload";

    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST_TOPIC = 65_535;
    /** In milliseconds since 1970: the year 2262, where nanoseconds end. */
    private static final long LATEST = Long.MAX_VALUE / 1_000_000;

    /**
     * @return null if the body is no envelope: anything but a JSON object with the member base64Payload or
     *     base64OriginalPayload
     * @throws BadEnvelope if it is one, and cannot be read
     */
    static @Nullable Envelope of(String body) throws BadEnvelope {
        if (!body.contains('"' + PAYLOAD + '"') && !body.contains('"' + ORIGINAL_PAYLOAD + '"')) return null;
        byte[] payload = null;
        String topic = null;
        Instant receivedAt = null;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) return null;
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                switch (name) {
                    case PAYLOAD, ORIGINAL_PAYLOAD -> payload = payload(name, parser);
                    case "topic" -> topic = topic(parser);
                    case "receivedAt" -> receivedAt = receivedAt(parser);
                    default -> parser.skipChildren();
                }
            }
            if (payload == null || parser.nextToken() != null) return null;
            return new Envelope(payload, topic, receivedAt);
        } catch (JacksonException e) {
            return null;
        }
    }

    private static byte[] payload(String name, JsonParser parser) throws BadEnvelope {
        if (parser.currentToken() != JsonToken.VALUE_STRING) throw new BadEnvelope(name + " is not a text");
        try {
            return Base64.getDecoder().decode(parser.getString());
        } catch (IllegalArgumentException e) {
            throw new BadEnvelope(name + " is not Base64: " + e.getMessage());
        }
    }

    private static String topic(JsonParser parser) throws BadEnvelope {
        if (parser.currentToken() != JsonToken.VALUE_STRING) throw new BadEnvelope("topic is not a text");
        String topic = parser.getString();
        if (!isTopic(topic)) throw new BadEnvelope("topic is no name of a topic");
        return topic;
    }

    /** Whether a message can be published under that name: it has no wildcards in it. */
    static boolean isTopic(String name) {
        return !name.isEmpty()
                && name.chars().noneMatch(c -> c == '+' || c == '#' || c == 0)
                && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_TOPIC;
    }

    private static Instant receivedAt(JsonParser parser) throws BadEnvelope {
        boolean whole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && (parser.getNumberType() == JsonParser.NumberType.INT
                        || parser.getNumberType() == JsonParser.NumberType.LONG);
        if (!whole || parser.getLongValue() < 0 || parser.getLongValue() > LATEST) {
            throw new BadEnvelope("receivedAt is no number of milliseconds since 1970");
        }
        return Instant.ofEpochMilli(parser.getLongValue());
    }
}
