package io.isobar.inbox;

import io.isobar.mqtt.MqttRequest;
import io.isobar.mqtt.MqttResponder;
import io.isobar.mqtt.ReplyTo;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests, those of one device in the order in which they came. Each is counted once for each time that it was
 * delivered, and acknowledged when the broker has its answer or there is nobody to answer to.
 */
final class RequestHandler implements MqttResponder.Requests {

    /** What became of a request. */
    enum Result {
        /** It was answered, if only that there is no message. */
        ANSWERED,
        /** It was answered that what was asked for could not be done. */
        FAILED,
        /** Its topic is none of a request, or of one that is switched off. */
        NO_REQUEST,
        /** It does not say where to answer, or names a place that answers do not go to. */
        NOWHERE,
        /** The broker does not want the answer: it says so, or ends the connection each time. */
        REFUSED,
        /** Its connection ended before the broker had the answer, and the request is delivered again. */
        LOST
    }

    private static final Logger log = LoggerFactory.getLogger(RequestHandler.class);

    private final Set<Operation> operations;
    private final AnswerTopics topics;
    private final Answers answers;
    private final RequestLanes lanes;
    private final MeterRegistry registry;
    private final LostAnswers lost = new LostAnswers();

    RequestHandler(InboxProperties properties, Answers answers, RequestLanes lanes, MeterRegistry registry) {
        this.operations = properties.operations();
        this.topics = new AnswerTopics(properties.responses());
        this.answers = answers;
        this.lanes = lanes;
        this.registry = registry;
    }

    @Override
    public boolean accept(MqttRequest request, Duration patience) throws InterruptedException {
        Optional<RequestTopic> topic =
                RequestTopic.of(request.topic()).filter(asked -> operations.contains(asked.operation()));
        if (topic.isEmpty()) {
            request.acknowledge();
            count(RequestTopic.operation(request.topic()).orElse(null), Result.NO_REQUEST);
            return true;
        }
        RequestTopic asked = topic.get();
        return lanes.accept(asked.uuid(), () -> answer(asked, request), patience);
    }

    @Override
    public int room() {
        return lanes.room();
    }

    private void answer(RequestTopic topic, MqttRequest request) throws InterruptedException {
        Result result = Result.LOST;
        try {
            // Its connection may have ended while it waited, and another has brought it again.
            if (request.isOpen()) result = result(topic, request);
        } catch (RuntimeException e) {
            log.error("a request of {} cannot be answered", topic.operation().text(), e);
            result = Result.FAILED;
        } finally {
            count(topic.operation(), result);
        }
        if (result != Result.LOST) request.acknowledge();
    }

    private Result result(RequestTopic topic, MqttRequest request) throws InterruptedException {
        RequestPayload payload = RequestPayload.of(request.payload());
        Optional<String> to = topics.of(topic, payload.token(), request.replyTo());
        if (to.isEmpty()) return Result.NOWHERE;
        if (lost.areTooMany(request)) {
            log.warn(
                    "a request of {} is given up: the connection has ended with each answer",
                    topic.operation().text());
            return Result.REFUSED;
        }
        Answer answer = answers.to(topic, payload);
        MqttRequest.Handed handed = hand(request, to.get(), answer);
        if (handed == MqttRequest.Handed.TOO_LONG) {
            answer = answers.tooLong(topic, payload);
            handed = hand(request, to.get(), answer);
        }
        if (handed == MqttRequest.Handed.LOST) lost.add(request);
        return switch (handed) {
            case TAKEN -> answer.failed() ? Result.FAILED : Result.ANSWERED;
            case REFUSED, TOO_LONG -> Result.REFUSED;
            case LOST -> Result.LOST;
        };
    }

    private static MqttRequest.Handed hand(MqttRequest request, String to, Answer answer) throws InterruptedException {
        ReplyTo replyTo = request.replyTo();
        return request.answer(to, answer.bytes(), replyTo == null ? null : replyTo.correlation());
    }

    /** @param operation null if it is none of ours: whoever publishes cannot make new series */
    private void count(@Nullable Operation operation, Result result) {
        Counter.builder("isobar.inbox.requests")
                .description("Requests over MQTT, by operation and by what became of them")
                .tag("operation", operation == null ? "unknown" : operation.text())
                .tag("result", result.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }
}
