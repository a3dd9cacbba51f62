package io.isobar.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.pipeline.PeerState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class MqttConnectionTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final AtomicInteger attempts = new AtomicInteger();

    /** Such as when the process has no file descriptor left for a moment. */
    @Test
    void start_anAttemptEndsUnexpectedly_triesAgain() throws Exception {
        PeerState state = new PeerState("the broker", LoggerFactory.getLogger(MqttConnectionTest.class));
        try (MqttConnection connection = new MqttConnection(
                ConnectSettingsTest.settings("tcp://broker"),
                (settings, handler) -> new Late(),
                10,
                Subscription.NONE,
                state)) {
            connection.start();

            assertThat(connection.awaitReady(PATIENCE)).isTrue();
            assertThat(attempts).hasValue(3);
        }
    }

    /** Connects at the third attempt. */
    private final class Late extends MqttSession {

        @Override
        boolean connect(int receiveMaximum) {
            if (attempts.incrementAndGet() < 3) throw new IllegalStateException("too many open files");
            return false;
        }

        @Override
        void subscribe(Subscription subscription) {}

        @Override
        void unsubscribe(List<TopicFilter> filters) {}

        @Override
        void publish(String topic, byte[] payload) {}

        @Override
        boolean hand(String topic, byte[] payload, byte @Nullable [] correlation) {
            return true;
        }

        @Override
        int longestPacket() {
            return LONGEST_PACKET;
        }

        @Override
        void disconnect() {
            drop();
        }

        @Override
        void close() {}
    }
}
