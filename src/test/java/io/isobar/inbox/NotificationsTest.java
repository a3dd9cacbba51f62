package io.isobar.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

class NotificationsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> published = new ArrayList<>();
    private boolean connected = true;
    private final Notifications notifications = new Notifications(this::publish, registry);

    @Test
    void accept_message_isToldOnTheTopicOfItsDevice() {
        notifications.accept(message("thing 1"));

        assertThat(published).containsExactly("notification/thing 1 {\"uuid\":\"thing 1\",\"messageId\":\"1-2-3\"}");
        assertThat(count("sent")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "/", "+", "a#", "a\u0000", "a\nb", "\u0085", "\ud800"})
    void accept_deviceThatIsNoLevelOfATopic_isNotTold(String uuid) {
        notifications.accept(message(uuid));

        assertThat(published).isEmpty();
        assertThat(count("unsent")).isEqualTo(1);
    }

    @Test
    void accept_withoutAConnection_isCountedAndPassedOver() {
        connected = false;

        notifications.accept(message("a"));

        assertThat(count("unsent")).isEqualTo(1);
        assertThat(count("sent")).isZero();
    }

    private void publish(String topic, byte[] payload) {
        if (!connected) throw new IllegalStateException("no connection");
        published.add(topic + " " + new String(payload, UTF_8));
    }

    private static StoredMessage message(String uuid) {
        return new StoredMessage(uuid, "1-2-3", JsonNodeFactory.instance.objectNode());
    }

    private double count(String result) {
        return registry.get("isobar.inbox.notifications")
                .tag("result", result)
                .counter()
                .count();
    }
}
