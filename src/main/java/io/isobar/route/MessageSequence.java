package io.isobar.route;

import java.io.OutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One parser that reads many messages, as if they were values of one stream: a parser for each would leave more garbage than all
 * that is made of the message. Used by one thread.
 */
final class MessageSequence implements AutoCloseable {

    /** In bytes, the room that a parser has; for a longer message the cost of one of its own does not matter. */
    private static final int LONGEST_MESSAGE = 8_000;

    /** In bytes; a parser remembers each name that it has met, so that one which lives for ever would not be bounded. */
    private static final long LONG = 256 * 1024;

    /** By which the parser sees that the stream is UTF-8: as many bytes as it looks at for that. */
    private static final byte[] FIRST = {'{', ' ', ' ', '}'};

    private static final OutputStream NOWHERE = OutputStream.nullOutputStream();

    private final MessageStream stream = new MessageStream();
    private final JsonParser parser;

    MessageSequence(JsonFactory json) {
        stream.next(FIRST, FIRST.length);
        this.parser = json.createParser(ObjectReadContext.empty(), stream);
        parser.nextToken();
        parser.nextToken();
    }

    /** The length of a message without the white space at its end; -1 if it is long or does not look like an object. */
    static int end(byte[] message) {
        int end = message.length;
        while (end > 0 && isSpace(message[end - 1])) end--;
        return end > 0 && end <= LONGEST_MESSAGE && message[0] == '{' && message[end - 1] == '}' ? end : -1;
    }

    private static boolean isSpace(byte character) {
        return character == ' ' || character == '\n' || character == '\r' || character == '\t';
    }

    /** @return false if the message is not just an object: then the values are of no use, and this neither */
    boolean read(byte[] message, int end, Members members, Values values) {
        stream.next(message, end);
        try {
            if (parser.nextToken() != JsonToken.START_OBJECT) return false;
            members.read(parser, values);
            return stream.isRead() && parser.releaseBuffered(NOWHERE) == 0;
        } catch (JacksonException e) {
            return false;
        }
    }

    /** Whether a new one is better. */
    boolean isLong() {
        return stream.taken() > LONG;
    }

    @Override
    public void close() {
        parser.close();
    }
}
