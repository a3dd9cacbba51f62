package io.isobar.inbox;

import io.isobar.mqtt.ReplyTo;
import io.isobar.mqtt.TopicName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where answers go: inside {@code response/}, whatever a request wants. */
final class AnswerTopics {

    private static final String ROOT = "response/";

    private final InboxProperties.Responses form;

    /** @param form of those that have no response topic of MQTT 5 */
    AnswerTopics(InboxProperties.Responses form) {
        this.form = form;
    }

    /** Empty if there is no place to answer to: then nobody is told. */
    Optional<String> of(RequestTopic request, @Nullable String token, @Nullable ReplyTo replyTo) {
        String wanted = replyTo == null ? null : replyTo.topic();
        if (wanted != null) {
            boolean inside = wanted.startsWith(ROOT) && wanted.length() > ROOT.length();
            return Optional.of(wanted).filter(topic -> inside && TopicName.isPossible(topic));
        }
        String operation = ROOT + request.operation().text();
        if (form == InboxProperties.Responses.TOPIC) return possible(operation + request.rest());
        if (token == null || !TopicName.isLevel(token)) return Optional.empty();
        return possible(operation + "/" + token);
    }

    private static Optional<String> possible(String topic) {
        return Optional.of(topic).filter(TopicName::isPossible);
    }
}
