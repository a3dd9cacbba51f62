package io.isobar.local;

/** What {@code bin/run} prints when everything is up: where to look, and what to try. */
final class Welcome {

    private Welcome() {}

    static String text(LocalPorts ports) {
        return """

                Isobar is running. Ctrl-C ends it.
                  broker    mqtt://127.0.0.1:%1$d, topic /pressure/data
                  tables    %5$s and %6$s in DynamoDB Local at http://127.0.0.1:%2$d
                  queues    %7$s, %8$s and %9$s in ElasticMQ at http://127.0.0.1:%10$d
                  InfluxDB  http://127.0.0.1:%3$d, database telemetry
                  health    http://127.0.0.1:%4$d/actuator/health
                  metrics   http://127.0.0.1:%4$d/actuator/prometheus

                Try, in another terminal: tell the table about a device, publish a reading of it, look at its point.
                  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws --region eu-central-1 --endpoint-url http://127.0.0.1:%2$d dynamodb put-item --table-name %5$s --item '{"metakey":{"S":"42"},"manufacturer":{"S":"You"}}'
                  mosquitto_pub -h 127.0.0.1 -p %1$d -q 1 -t /pressure/data -m '{"pressure":812,"viscosity":55,"deviceid":"mine","clientid":"1","metakey":"42"}'
                  curl -sG http://127.0.0.1:%3$d/query --data-urlencode db=telemetry --data-urlencode "q=SELECT * FROM pressure WHERE sensorID = 'mine1'"
                Or put a message of a device into the queue, and ask over MQTT what there is of that device.
                  %11$sbin/inbox send-sqs testThing
                """.formatted(
                        ports.mqtt(),
                        ports.dynamoDb(),
                        ports.influx(),
                        ports.http(),
                        LocalIsobar.DEVICES,
                        LocalIsobar.MESSAGES,
                        LocalIsobar.INBOUND,
                        LocalIsobar.OUTBOUND,
                        LocalIsobar.DEAD_LETTERS,
                        ports.sqs(),
                        elsewhere(ports));
    }

    /** What bin/inbox has to be told of ports that are not its own. */
    private static String elsewhere(LocalPorts ports) {
        String mqtt = ports.mqtt() == 1883 ? "" : "ISOBAR_MQTT_PORT=" + ports.mqtt() + " ";
        return ports.sqs() == 9324 ? mqtt : mqtt + "ISOBAR_SQS_PORT=" + ports.sqs() + " ";
    }
}
