package io.isobar.local;

import java.util.HashSet;
import java.util.List;

/** Where {@code bin/run} listens, on loopback only: free ports that the environment may choose. */
record LocalPorts(int mqtt, int dynamoDb, int sqs, int influx, int http) {

    /** Ends the process with a line that says why, where one of them cannot be used. */
    static LocalPorts ofEnvironment() {
        LocalPorts ports = new LocalPorts(
                port("ISOBAR_MQTT_PORT", 1883),
                port("ISOBAR_DYNAMODB_PORT", 8000),
                port("ISOBAR_SQS_PORT", 9324),
                port("ISOBAR_INFLUX_PORT", 8086),
                port("ISOBAR_HTTP_PORT", 8080));
        List<Integer> all = List.of(ports.mqtt, ports.dynamoDb, ports.sqs, ports.influx, ports.http);
        if (new HashSet<>(all).size() < all.size()) {
            LocalIsobar.stop("ISOBAR_MQTT_PORT, ISOBAR_DYNAMODB_PORT, ISOBAR_SQS_PORT, ISOBAR_INFLUX_PORT and"
                    + " ISOBAR_HTTP_PORT must be five different ports");
        }
        return ports;
    }

    private static int port(String variable, int otherwise) {
        String text = System.getenv().getOrDefault(variable, "" + otherwise);
        int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65_535) {
            LocalIsobar.stop(variable + " is '" + text + "'; allowed is a port from 1 to 65535");
        }
        if (!Ports.isFree(port)) {
            LocalIsobar.stop("port " + port + " is taken: set " + variable + " to another one");
        }
        return port;
    }
}
