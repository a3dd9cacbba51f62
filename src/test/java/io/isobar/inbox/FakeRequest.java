package io.isobar.inbox;

import io.isobar.mqtt.MqttRequest;
import io.isobar.mqtt.ReplyTo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request without a broker, which remembers what was done with it. */
final class FakeRequest implements MqttRequest {

    /** Topic, payload and correlation data of what was answered. */
    final List<String> answers = new ArrayList<>();

    int acknowledged;
    boolean open = true;
    int longest = 1_000_000;
    Handed handed = Handed.TAKEN;

    private final String topic;
    private final String payload;
    private final @Nullable ReplyTo replyTo;

    FakeRequest(String topic, String payload, @Nullable ReplyTo replyTo) {
        this.topic = topic;
        this.payload = payload;
        this.replyTo = replyTo;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public byte[] payload() {
        return payload.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable ReplyTo replyTo() {
        return replyTo;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public Handed answer(String to, byte[] answer, byte @Nullable [] correlation) {
        if (answer.length > longest) return Handed.TOO_LONG;
        if (handed == Handed.TAKEN) {
            String text = new String(answer, StandardCharsets.UTF_8);
            String carried = correlation == null ? "" : " " + new String(correlation, StandardCharsets.UTF_8);
            answers.add(to + " " + text + carried);
        }
        return handed;
    }

    @Override
    public void acknowledge() {
        acknowledged++;
    }
}
