package io.isobar.inbox;

import io.isobar.pipeline.RetryPolicy;
import io.isobar.sqs.QueueFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Does what a request asks for, and says what came of it. The members of answers are in the order of their names. */
final class Answers {

    private static final Logger log = LoggerFactory.getLogger(Answers.class);

    private static final Pattern HEX = Pattern.compile("(?:[0-9A-Fa-f]{2})+");
    /** In bytes, the longest message that SQS takes (API reference, SendMessage). */
    private static final int LONGEST_MESSAGE = 1 << 20;

    private static final int SEND_TRIES = 4;
    private static final RetryPolicy SEND_AGAIN = new RetryPolicy(Duration.ofMillis(100), Duration.ofSeconds(1));

    /** Only ASCII, so that there is no character that SQS does not take. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final MessageTable table;
    private final @Nullable Outbound outbound;
    private final InboxProperties properties;

    /** @param outbound null if there is none */
    Answers(MessageTable table, @Nullable Outbound outbound, InboxProperties properties) {
        this.table = table;
        this.outbound = outbound;
        this.properties = properties;
    }

    /** Waits for as long as the table is away. */
    Answer to(RequestTopic request, RequestPayload payload) throws InterruptedException {
        String token = tokenInAnswer(payload);
        return switch (request.operation()) {
            case QUERY -> query(request, token);
            case GET -> get(request, token);
            case NEXT -> next(request, token);
            case DELETE -> delete(request, token);
            case DEVICES -> devices(token);
            case SEND -> send(request, payload, token);
        };
    }

    /** What is sent where the answer that there is turned out to be too long for the broker. */
    Answer tooLong(RequestTopic request, RequestPayload payload) {
        return Answer.error("Answer too long for the broker", request, tokenInAnswer(payload), true);
    }

    /** Null where the topic of the answer has it, or nobody. */
    private @Nullable String tokenInAnswer(RequestPayload payload) {
        return properties.responses() == InboxProperties.Responses.TOPIC ? payload.token() : null;
    }

    private Answer query(RequestTopic request, @Nullable String token) throws InterruptedException {
        Optional<MessageTable.Range> range = table.query(request.uuid());
        if (range.isEmpty()) return Answer.error("No messages available", request, token, false);
        return done(
                Answer.object()
                        .put("newestMessageId", range.get().newest())
                        .put("oldestMessageId", range.get().oldest()),
                request,
                token);
    }

    private Answer get(RequestTopic request, @Nullable String token) throws InterruptedException {
        Optional<JsonNode> body = table.get(request.uuid(), request.other());
        if (body.isEmpty()) return Answer.error("Message not available", request, token, false);
        boolean asText = properties.numbers() == InboxProperties.Numbers.TEXT;
        ObjectNode answer = Answer.object();
        answer.set("body", asText ? Answer.numbersAsText(body.get()) : body.get());
        return done(answer.put("messageId", request.other()), request, token);
    }

    private Answer next(RequestTopic request, @Nullable String token) throws InterruptedException {
        Optional<String> next = table.next(request.uuid(), request.other());
        if (next.isEmpty()) return Answer.error("No newer messages available", request, token, false);
        return done(
                Answer.object().put("nextMessageId", next.get()).put("specifiedMessageId", request.other()),
                request,
                token);
    }

    private Answer delete(RequestTopic request, @Nullable String token) throws InterruptedException {
        table.delete(request.uuid(), request.other());
        return done(Answer.object().put("messageId", request.other()), request, token);
    }

    private Answer devices(@Nullable String token) throws InterruptedException {
        ObjectNode answer = Answer.object();
        if (token != null) answer.put("token", token);
        table.devices().stream().sorted().forEach(answer.putArray("uuids")::add);
        return new Answer(answer, false);
    }

    private Answer send(RequestTopic request, RequestPayload payload, @Nullable String token)
            throws InterruptedException {
        Outbound queue = outbound;
        String hex = payload.hexPayload();
        if (queue == null) {
            return Answer.error("No outbound queue (see isobar.inbox.outbound-queue)", request, token, true);
        }
        if (hex == null || !HEX.matcher(hex).matches()) {
            return Answer.error("hex_payload must be an even number of hex digits", request, token, true);
        }
        ObjectNode message = Answer.object();
        if (payload.token() != null) message.put("client_message_id", payload.token());
        String body = JSON.writeValueAsString(message.put("message", hex).put("imei", request.other()));
        if (body.length() > LONGEST_MESSAGE) {
            return Answer.error("Message too long for the outbound queue", request, token, true);
        }
        Optional<String> id = sent(queue, body);
        if (id.isEmpty()) return Answer.error("The outbound queue does not take messages now", request, token, true);
        ObjectNode answer = Answer.object();
        if (token != null) answer.put("token", token);
        return new Answer(answer.put("uuid", request.uuid()).put("sqs_message_id", id.get()), false);
    }

    /** Not for ever, as with the table: a message that the queue will never take would hold up all requests of its device. */
    private static Optional<String> sent(Outbound queue, String body) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return Optional.of(queue.send(body));
            } catch (QueueFailure e) {
                if (tries == SEND_TRIES) {
                    log.warn("a message is not in the outbound queue: {}", e.getMessage());
                    return Optional.empty();
                }
                Thread.sleep(SEND_AGAIN.delay(tries, ThreadLocalRandom.current()));
            }
        }
    }

    private static Answer done(ObjectNode answer, RequestTopic request, @Nullable String token) {
        if (token != null) answer.put("token", token);
        return new Answer(answer.put("uuid", request.uuid()), false);
    }
}
