package io.isobar.route;

import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads messages one after the other with one parser, as if they were a single stream of JSON values, for to make a parser
 * costs more than to read a message with it. Used by one thread.
 *
 * <p>What it cannot read, to the last byte, is for a parser of its own to judge; this one is given up with it, so that no
 * message can change how the next one is read.
 */
final class MessageParser {

    /** In bytes, the room that a parser has; for a longer message the cost of a parser does not matter. */
    private static final int LONGEST = 8_000;

    /** In bytes; a parser remembers each name that it has met, so that one which lives for ever would not be bounded. */
    private static final int MOST = 256 * 1024;

    /** By which a parser sees that the stream is UTF-8: as many bytes as it looks at for that. */
    private static final byte[] FIRST = {'{', ' ', ' ', '}'};

    private final JsonFactory json;
    private @Nullable Stream stream;

    MessageParser(JsonFactory json) {
        this.json = json;
    }

    /** @return false if the message is long, no object or not JSON, and the values are of no use */
    boolean read(byte[] message, Members members, Values values) {
        int end = end(message);
        if (end == 0 || end > LONGEST || message[0] != '{' || message[end - 1] != '}') return false;
        Stream current = stream;
        // Not kept until the message is read, whatever is thrown meanwhile.
        stream = null;
        if (current != null && current.taken() > MOST) {
            current.close();
            current = null;
        }
        if (current == null) current = new Stream(json);
        if (!current.read(message, end, members, values)) {
            current.close();
            return false;
        }
        stream = current;
        return true;
    }

    /** Where the white space at its end starts. */
    private static int end(byte[] message) {
        int end = message.length;
        while (end > 0 && isSpace(message[end - 1])) end--;
        return end;
    }

    private static boolean isSpace(byte character) {
        return character == ' ' || character == '\n' || character == '\r' || character == '\t';
    }

    private static final class Stream implements AutoCloseable {

        private final MessageStream source = new MessageStream();
        private final JsonParser parser;

        Stream(JsonFactory json) {
            source.next(FIRST, FIRST.length);
            this.parser = json.createParser(ObjectReadContext.empty(), source);
            parser.nextToken();
            parser.nextToken();
        }

        boolean read(byte[] message, int end, Members members, Values values) {
            source.next(message, end);
            try {
                if (parser.nextToken() != JsonToken.START_OBJECT) return false;
                members.read(parser, values);
                return source.isRead() && parser.releaseBuffered(OutputStream.nullOutputStream()) == 0;
            } catch (JacksonException e) {
                return false;
            }
        }

        long taken() {
            return source.taken();
        }

        @Override
        public void close() {
            parser.close();
        }
    }
}
