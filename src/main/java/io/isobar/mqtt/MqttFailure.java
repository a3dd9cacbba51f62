package io.isobar.mqtt;

/** The broker cannot be reached, or does not want what it was asked for; the message says which, for a person. */
final class MqttFailure extends Exception {

    private static final long serialVersionUID = 1L;
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

    /** What a broker says when it ends a connection. */
    static String disconnected(int code, String clientId) {
        return code == TAKEN_OVER
                ? "another client has connected as %s (see isobar.mqtt.client-id)".formatted(clientId)
                : "the broker closed it with reason code 0x%02x".formatted(code);
    }
}
