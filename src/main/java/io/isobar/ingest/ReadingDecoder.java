package io.isobar.ingest;

import static io.isobar.pipeline.ParkReason.MISSING_FIELD;
import static io.isobar.pipeline.ParkReason.NOT_AN_OBJECT;
import static io.isobar.pipeline.ParkReason.NOT_A_NUMBER;
import static io.isobar.pipeline.ParkReason.NOT_JSON;
import static io.isobar.pipeline.ParkReason.TOO_LARGE;

import io.isobar.pipeline.Delivery;
import io.isobar.telemetry.Reading;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads one JSON message into a {@link Reading}, in one pass. {@code pressure} and {@code viscosity} are required, as numbers
 * or as strings that hold one; unknown members are skipped. Safe for use by many threads.
 */
final class ReadingDecoder {

    private final JsonFactory json = new JsonFactory();
    private final ReadingTime time;
    private final SensorId sensorId;
    private final long maximumPayload;

    /** @param maximumPayload in bytes; a longer message is refused unread */
    ReadingDecoder(ReadingTime time, SensorId sensorId, long maximumPayload) {
        this.time = time;
        this.sensorId = sensorId;
        this.maximumPayload = maximumPayload;
    }

    /** In bytes. */
    long maximumPayload() {
        return maximumPayload;
    }

    Reading decode(Delivery delivery) throws UnreadableMessage {
        byte[] payload = delivery.payload();
        if (payload.length > maximumPayload) {
            String tooLarge = "%d bytes are more than isobar.telemetry.maximum-payload, %d";
            throw new UnreadableMessage(TOO_LARGE, tooLarge.formatted(payload.length, maximumPayload));
        }
        Members members = new Members();
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), payload)) {
            members.readFrom(parser);
        } catch (StreamConstraintsException e) {
            throw new UnreadableMessage(TOO_LARGE, e.getOriginalMessage());
        } catch (JacksonException e) {
            // Its own words repeat the token that it stumbled over, which is the payload.
            throw new UnreadableMessage(
                    NOT_JSON,
                    "the message is not JSON, see its byte " + e.getLocation().getByteOffset());
        }
        return new Reading(
                sensorId.of(members.device, members.client),
                members.metakey,
                number("pressure", members.pressure),
                number("viscosity", members.viscosity),
                time.of(delivery, members.time));
    }

    private static double number(String name, @Nullable String text) throws UnreadableMessage {
        if (text == null) throw new UnreadableMessage(MISSING_FIELD, name + " is missing");
        String trimmed = text.strip();
        // Double.parseDouble also takes NaN, hexadecimal and a type suffix, which are not numbers to anybody else.
        boolean plain = !trimmed.isEmpty() && trimmed.chars().allMatch(c -> "0123456789+-.eE".indexOf(c) >= 0);
        try {
            double value = plain ? Double.parseDouble(trimmed) : Double.NaN;
            if (Double.isFinite(value)) return value;
        } catch (NumberFormatException notANumber) {
            // Said below, as for all the others.
        }
        throw new UnreadableMessage(NOT_A_NUMBER, name + " is not a finite number");
    }

    /** The members that matter, as text; null where absent, null or of a type that cannot be meant. */
    private static final class Members {

        private @Nullable String pressure;
        private @Nullable String viscosity;
        private @Nullable String device;
        private @Nullable String client;
        private @Nullable String metakey;
        private @Nullable String time;

        void readFrom(JsonParser parser) throws UnreadableMessage {
            if (parser.nextToken() == null) throw new UnreadableMessage(NOT_JSON, "the message is empty");
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new UnreadableMessage(NOT_AN_OBJECT, "the message is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value.isStructStart()) {
                    take(name, null, value);
                    parser.skipChildren();
                } else {
                    take(name, parser, value);
                }
            }
            if (parser.nextToken() != null) throw new UnreadableMessage(NOT_JSON, "something follows the JSON object");
        }

        private void take(String name, @Nullable JsonParser parser, JsonToken token) {
            switch (name) {
                case "pressure" -> pressure = quantity(parser, token);
                case "viscosity" -> viscosity = quantity(parser, token);
                case "deviceid" -> device = text(parser, token);
                case "clientid" -> client = text(parser, token);
                case "metakey" ->
                    metakey = token.isNumeric() || token == JsonToken.VALUE_STRING ? text(parser, token) : null;
                case "sensordatetime" -> time = quantity(parser, token);
                default -> {}
            }
        }

        /** Something that is there but of no use is not missing: it becomes a text that is neither a number nor a time. */
        private static @Nullable String quantity(@Nullable JsonParser parser, JsonToken token) {
            return token == JsonToken.VALUE_NULL ? null : parser == null ? "" : parser.getString();
        }

        private static @Nullable String text(@Nullable JsonParser parser, JsonToken token) {
            return parser == null || token == JsonToken.VALUE_NULL ? null : parser.getString();
        }
    }
}
