package io.isobar.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

class NotificationsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> published = new ArrayList<>();
    private int failures;
    private final Notifications notifications = new Notifications(this::publish, registry);

    @Test
    void accept_message_isToldOnTheTopicOfItsDevice() throws InterruptedException {
        notifications.accept(message("thing 1"));
        notifications.close();

        assertThat(published).containsExactly("notification/thing 1 {\"uuid\":\"thing 1\",\"messageId\":\"1-2-3\"}");
        assertThat(count("sent")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "/", "+", "a#", "a\u0000", "a\nb", "\u0085", "\ud800"})
    void accept_deviceThatIsNoLevelOfATopic_isNotTold(String uuid) throws InterruptedException {
        notifications.accept(message(uuid));
        notifications.close();

        assertThat(published).isEmpty();
        assertThat(count("unsent")).isEqualTo(1);
    }

    @Test
    void accept_brokerThatHasEnoughForNow_isToldAfterwards() throws InterruptedException {
        failures = 3;
        notifications.start();

        notifications.accept(message("a"));

        await().atMost(Duration.ofMinutes(1)).until(() -> count("sent") == 1);
        notifications.close();
        assertThat(published).hasSize(1);
        assertThat(count("unsent")).isZero();
    }

    @Test
    void close_withoutAConnection_whatIsLeftIsCountedAndPassedOver() throws InterruptedException {
        failures = 1;
        notifications.accept(message("a"));
        notifications.accept(message("b"));

        notifications.close();

        assertThat(published).containsExactly("notification/b {\"uuid\":\"b\",\"messageId\":\"1-2-3\"}");
        assertThat(count("unsent")).isEqualTo(1);
        assertThat(count("sent")).isEqualTo(1);
    }

    private void publish(String topic, byte[] payload) {
        if (failures-- > 0) throw new IllegalStateException("not now");
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
