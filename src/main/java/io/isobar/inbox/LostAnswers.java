package io.isobar.inbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.isobar.mqtt.MqttRequest;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * How often the answer to a request was lost with its connection. AWS IoT Core ends the connection of a client that publishes to a
 * topic that is too long or not allowed, and then delivers the request again: answered each time, it would end every connection for
 * as long as the session lasts. Which of the answers on their way it was that the broker did not want nobody can tell, so a request
 * is given up only after several.
 */
final class LostAnswers {

    private static final int MOST = 5;
    private static final int REMEMBERED = 10_000;
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

    private record Asked(String topic, ByteBuffer payload) {}

    private final Cache<Asked, Integer> times = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(FORGOTTEN_AFTER)
            .build();

    /** Notes that the answer to a request was lost once more. */
    void add(MqttRequest request) {
        times.asMap().merge(asked(request), 1, Integer::sum);
    }

    /** Whether a request that is here again is to be given up. If so it is forgotten: whoever asks the same later is another. */
    boolean areTooMany(MqttRequest request) {
        Asked asked = asked(request);
        if (times.asMap().getOrDefault(asked, 0) < MOST) return false;
        times.invalidate(asked);
        return true;
    }

    private static Asked asked(MqttRequest request) {
        return new Asked(request.topic(), ByteBuffer.wrap(request.payload()));
    }
}
