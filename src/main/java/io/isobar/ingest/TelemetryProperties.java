package io.isobar.ingest;

import io.isobar.pipeline.InvalidSetting;
import io.isobar.telemetry.FieldType;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
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
 * @param maximumInFlightSize how long they may be together; with more on their way, the next ones wait
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
        @DefaultValue Tags tags,
        @DefaultValue Cardinality cardinality,
        @DefaultValue("none") MetadataStateAs metadataState) {

    /**
     * @param include the attributes that become a tag or a field; empty for all
     * @param exclude those that do not, even if they are included
     * @param prefix put before the name of each attribute that is not renamed; may be empty
     * @param rename the names that attributes get instead of their own
     * @param asField the attributes that become a field, not a tag, whatever their name in the point
     */
    public record Tags(
            @DefaultValue List<String> include,
            @DefaultValue List<String> exclude,
            @DefaultValue("") String prefix,
            @DefaultValue List<Rename> rename,
            @DefaultValue List<AsField> asField) {

        public record Rename(
                @DefaultValue("") String attribute,
                @DefaultValue("") String name) {}

        public record AsField(
                @DefaultValue("") String attribute,
                @DefaultValue("string") FieldType type) {}

        public Tags {
            include = List.copyOf(include);
            exclude = List.copyOf(exclude);
            rename = List.copyOf(rename);
            asField = List.copyOf(asField);
            check("include[%d]", include, name -> !name.isEmpty(), "the name of an attribute");
            check("exclude[%d]", exclude, name -> !name.isEmpty(), "the name of an attribute");
            if (PointNames.isUnspeakable(prefix + "x")) {
                throw new InvalidSetting("isobar.telemetry.tags.prefix", prefix, "none, or the begin of " + A_NAME);
            }
            checkAttributes("rename", rename.stream().map(Rename::attribute).toList());
            checkAttributes("as-field", asField.stream().map(AsField::attribute).toList());
            List<String> names = rename.stream().map(Rename::name).toList();
            check("rename[%d].name", names, Tags::isName, A_NAME);
            check("rename[%d].name", names, new HashSet<>()::add, "a name that no other attribute gets");
        }

        private static final String A_NAME = "a name without line breaks and without a backslash at the end or before a"
                + " space, comma or equals sign, and not time, _time, _field or _measurement";

        private static boolean isName(String name) {
            return !PointNames.isReserved(name) && !PointNames.isUnspeakable(name);
        }

        private static void checkAttributes(String list, List<String> names) {
            check(list + "[%d].attribute", names, name -> !name.isEmpty(), "the name of an attribute");
            check(list + "[%d].attribute", names, new HashSet<>()::add, "an attribute that is not in the list before");
        }

        private static void check(String property, List<String> values, Predicate<String> good, String allowed) {
            for (int i = 0; i < values.size(); i++) {
                String name = "isobar.telemetry.tags." + property.formatted(i);
                if (!good.test(values.get(i))) throw new InvalidSetting(name, values.get(i), allowed);
            }
        }
    }

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
        for (int i = 0; i < routes.size(); i++) new RouteCheck(Routes.property(i), routes.get(i)).run();
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

    long maximumPayloadBytes() {
        return maximumPayload.toBytes();
    }
}
