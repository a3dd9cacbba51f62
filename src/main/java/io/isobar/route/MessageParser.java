package io.isobar.route;

import static io.isobar.pipeline.ParkReason.NOT_AN_OBJECT;
import static io.isobar.pipeline.ParkReason.NOT_JSON;
import static io.isobar.pipeline.ParkReason.TOO_LARGE;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the members of one message after the other. Used by one thread.
 *
 * <p>Nearly all are read as the next value of a {@link MessageSequence}. What that cannot read to the last byte gets a parser of
 * its own, which alone says what is wrong with a message; the sequence is given up with it, so that no message can change how
 * the next one is read.
 */
final class MessageParser {

    private static final JsonFactory JSON = new JsonFactory();
    /** What a thread uses for all its messages, of whatever route: about 50 KB. */
    private static final ThreadLocal<MessageParser> OF_THREAD = ThreadLocal.withInitial(MessageParser::new);

    private final Values values = new Values();
    private @Nullable MessageSequence sequence;

    static MessageParser ofThread() {
        return OF_THREAD.get();
    }

    /** @return what the message says, until the next one is read */
    Values read(byte[] message, Members members, int slots) throws UnreadableMessage {
        values.clear(slots);
        if (!readNext(message, members)) {
            values.clear(slots);
            readAlone(message, members);
        }
        return values;
    }

    private boolean readNext(byte[] message, Members members) {
        int end = MessageSequence.end(message);
        if (end < 0) return false;
        MessageSequence current = sequence != null ? sequence : new MessageSequence(JSON);
        // Not kept until the message is read, whatever is thrown meanwhile.
        sequence = null;
        boolean read = current.read(message, end, members, values);
        if (read && !current.isLong()) {
            sequence = current;
        } else {
            current.close();
        }
        return read;
    }

    private void readAlone(byte[] message, Members members) throws UnreadableMessage {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), message)) {
            if (parser.nextToken() == null) throw new UnreadableMessage(NOT_JSON, "the message is empty");
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new UnreadableMessage(NOT_AN_OBJECT, "the message is not a JSON object");
            }
            members.read(parser, values);
            if (parser.nextToken() != null) throw new UnreadableMessage(NOT_JSON, "something follows the JSON object");
        } catch (StreamConstraintsException e) {
            throw new UnreadableMessage(TOO_LARGE, e.getOriginalMessage());
        } catch (JacksonException e) {
            // Its own words repeat the token that it stumbled over, which is the payload.
            throw new UnreadableMessage(
                    NOT_JSON,
                    "the message is not JSON, see its byte " + e.getLocation().getByteOffset());
        }
    }
}
