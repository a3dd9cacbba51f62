package io.isobar.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Numbered messages of some sensors in turn. Each reading of a sensor is a second after its last one, so no two messages are
 * the same point.
 *
 * @param name of the sensors, before their numbers
 * @param sensors how many there are
 * @param devices how many different metakeys they have
 */
record Readings(String name, int sensors, int devices) {

    static final String TOPIC = "/pressure/data";

    private static final String CLIENT = "ee1df6de-ea46-4c95-afb1-ff144ccfd7d9";
    private static final LocalDateTime FIRST = LocalDateTime.of(2024, 1, 1, 0, 0, 1);

    static Readings of(String name, int sensors) {
        return new Readings(name, sensors, sensors);
    }

    Stream<String> range(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::message);
    }

    String message(int number) {
        int sensor = number % sensors;
        return "{\"pressure\":" + (500 + number % 1000) + ",\"viscosity\":" + number % 100
                + ",\"sensordatetime\":\"" + clock(number / sensors)
                + "\",\"deviceid\":\"" + name + sensor
                + "\",\"clientid\":\"" + CLIENT + "\",\"metakey\":\"" + metakey(sensor % devices)
                + "\"}";
    }

    /** Always with its seconds, because a time without them is a time to the minute. */
    private static String clock(int round) {
        return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(FIRST.plusSeconds(round));
    }

    String sensorId(int sensor) {
        return name + sensor + CLIENT;
    }

    /** What the device's clock shows at the first message of a round, to the second. */
    Instant time(int round) {
        return FIRST.plusSeconds(round).toInstant(ZoneOffset.UTC);
    }

    /** The round that a point's time belongs to: the number of its message, if there is one sensor. */
    int round(Instant time) {
        return (int) Duration.between(time(0), time).toSeconds();
    }

    Stream<String> metakeys() {
        return IntStream.range(0, devices).mapToObj(this::metakey);
    }

    private String metakey(int device) {
        return name + "-device-" + device;
    }
}
