package io.isobar.mqtt;

import java.util.List;

/** The broker cannot be reached, or does not want what it was asked for; the message says which, for a person. */
final class MqttFailure extends Exception {

    private static final long serialVersionUID = 1L;
    /** From here on a reason code says no. */
    private static final int REFUSED = 0x80;

    private static final int TAKEN_OVER = 0x8e;

    MqttFailure(String message) {
        super(message);
    }

    MqttFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** The reason that a person can use: what lies deepest says it best. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) cause = cause.getCause();
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /**
     * @param codes what the broker answers, one for each of the filters
     * @throws MqttFailure if it refuses one of them
     */
    static void checkGranted(List<TopicFilter> filters, List<Integer> codes) throws MqttFailure {
        if (codes.size() != filters.size()) {
            throw new MqttFailure(
                    "the broker answers %d topic filters with %d codes".formatted(filters.size(), codes.size()));
        }
        for (int i = 0; i < codes.size(); i++) {
            if (codes.get(i) >= REFUSED) throw refused(filters.get(i), codes.get(i));
        }
    }

    private static MqttFailure refused(TopicFilter filter, int code) {
        return new MqttFailure(("the broker refuses the subscription to '%s' with reason code 0x%02x"
                        + " (see isobar.mqtt.topic and isobar.telemetry.routes)")
                .formatted(filter, code));
    }

    /** What a broker says when it ends a connection. */
    static String disconnected(int code, String clientId) {
        return code == TAKEN_OVER
                ? "another client has connected as %s (see isobar.mqtt.client-id)".formatted(clientId)
                : "the broker closed it with reason code 0x%02x".formatted(code);
    }
}
