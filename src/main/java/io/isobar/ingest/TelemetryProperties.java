package io.isobar.ingest;

import io.isobar.enrich.MetadataStateAs;
import io.isobar.enrich.TagProperties;
import io.isobar.pipeline.InvalidSetting;
import io.isobar.route.RouteProperties;
import io.isobar.route.Routes;
import io.isobar.route.SensorId;
import java.time.ZoneId;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How a message is read, and how many may be on their way.
 *
 * @param routes other kinds of messages than the built-in one; the first one that matches a topic takes the message
 * @param sensorId how the tag sensorID is made of deviceid and clientid: plain or quoted
 * @param zone the zone of a sensordatetime that names none
 * @param spread fill the digits below the device's clock from the payload, so that readings of one instant stay apart
 * @param maximumPayload a longer message is parked unread
 * @param maximumInFlight how many messages may be on their way from the broker to InfluxDB, 1 to 1000000
 * @param maximumInFlightSize how long they may be together, but no more than a quarter of the heap, so that a small one
 *     does not burst; with more on their way, the next ones wait
 * @param tags what becomes of the attributes of a device
 * @param metadataState how each point says whether its metadata is fresh: none, tag or field
 */
@ConfigurationProperties(prefix = "isobar.telemetry", ignoreUnknownFields = false)
public record TelemetryProperties(
        @DefaultValue List<RouteProperties> routes,
        @DefaultValue("plain") SensorId sensorId,
        @DefaultValue("UTC") ZoneId zone,
        @DefaultValue("true") boolean spread,
        @DefaultValue("256KB") DataSize maximumPayload,
        @DefaultValue("20000") int maximumInFlight,
        @DefaultValue("64MB") DataSize maximumInFlightSize,
        @DefaultValue TagProperties tags,
        @DefaultValue Cardinality cardinality,
        @DefaultValue("none") MetadataStateAs metadataState) {

    /** @param budget how many values a tag made of an attribute may take in one measurement, 1 to 10000000 */
    public record Cardinality(@DefaultValue("100000") int budget) {

        public Cardinality {
            if (budget < 1 || budget > 10_000_000) {
                throw new InvalidSetting(
                        "isobar.telemetry.cardinality.budget", budget, "a whole number from 1 to 10000000");
            }
        }
    }

    public TelemetryProperties {
        routes = List.copyOf(routes);
        Routes.check(routes);
        // The longest that MQTT has.
        if (maximumPayload.toBytes() < 1 || maximumPayload.toMegabytes() > 256) {
            throw new InvalidSetting("isobar.telemetry.maximum-payload", maximumPayload, "a size from 1B to 256MB");
        }
        if (maximumInFlightSize.compareTo(maximumPayload) < 0) {
            throw new InvalidSetting(
                    "isobar.telemetry.maximum-in-flight-size",
                    maximumInFlightSize,
                    "a size of at least isobar.telemetry.maximum-payload");
        }
        if (maximumInFlight < 1 || maximumInFlight > 1_000_000) {
            throw new InvalidSetting(
                    "isobar.telemetry.maximum-in-flight", maximumInFlight, "a whole number from 1 to 1000000");
        }
    }

    /** In bytes: at least one message, or none would ever be taken. */
    long maximumInFlightSize(long heap) {
        return Math.max(maximumPayload.toBytes(), Math.min(maximumInFlightSize.toBytes(), heap / 4));
    }
}
