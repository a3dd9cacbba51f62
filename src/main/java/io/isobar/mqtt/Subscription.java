package io.isobar.mqtt;

import java.util.List;

/**
 * What a connection subscribes to.
 *
 * @param filters none to subscribe to nothing
 * @param retained whether the broker is to send what it has retained, unless its session has the subscription already: after each
 *     connection the same would come again, and later than what is newer
 * @param settings that a person should look at whose broker refuses it
 */
record Subscription(List<TopicFilter> filters, boolean retained, String settings) {

    static final Subscription NONE = new Subscription(List.of(), false, "");

    Subscription {
        filters = List.copyOf(filters);
    }

    boolean isNone() {
        return filters.isEmpty();
    }

    /**
     * @param codes what the broker answers, one for each of the filters
     * @throws MqttFailure if it refuses one of them
     */
    void checkGranted(List<Integer> codes) throws MqttFailure {
        if (codes.size() != filters.size()) {
            throw new MqttFailure(
                    "the broker answers %d topic filters with %d codes".formatted(filters.size(), codes.size()));
        }
        for (int i = 0; i < codes.size(); i++) {
            if (codes.get(i) < MqttSession.REFUSED) continue;
            throw new MqttFailure("the broker refuses the subscription to '%s' with reason code 0x%02x (see %s)"
                    .formatted(filters.get(i), codes.get(i), settings));
        }
    }
}
