package io.isobar.route;

import io.isobar.mqtt.TopicFilter;
import io.isobar.telemetry.FieldType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The way of one kind of message to its point.
 *
 * @param filter of the topics of its messages
 * @param measurement of its points
 * @param names what an attribute of the device must not be called: the fields and tags that the message itself has
 * @param looksUp whether its devices are looked up
 * @param table to look them up in
 * @param keyAttribute the name of that table's hash key
 */
public record Route(
        TopicFilter filter,
        String measurement,
        ReadingDecoder decoder,
        Set<String> names,
        boolean looksUp,
        String table,
        String keyAttribute) {

    public Route {
        names = Set.copyOf(names);
    }

    /**
     * @param properties checked
     * @param defaultTable for a route that names none
     */
    static Route of(RouteProperties properties, String defaultTable, ReadingTime time, long maximumPayload) {
        TopicPattern topic = TopicPattern.parse(properties.topic());
        return of(properties, topic, SensorId.PLAIN, defaultTable, time, maximumPayload);
    }

    /** What is there without any settings: a reading of pressure and viscosity, as the Lambda that Isobar replaces read it. */
    public static Route pressure(
            TopicFilter filter, SensorId sensorId, String table, ReadingTime time, long maximumPayload) {
        RouteProperties pressure = new RouteProperties(
                filter.text(),
                "pressure",
                List.of(
                        new RouteProperties.Field("pressure", "pressureValue", FieldType.FLOAT, true),
                        new RouteProperties.Field("viscosity", "viscosity", FieldType.FLOAT, true)),
                List.of(new RouteProperties.Tag("sensorID", "{deviceid}{clientid}")),
                "{metakey}",
                "",
                "metakey",
                "sensordatetime");
        return of(pressure, new TopicPattern(filter, Map.of()), sensorId, table, time, maximumPayload);
    }

    private static Route of(
            RouteProperties properties,
            TopicPattern topic,
            SensorId sensorId,
            String defaultTable,
            ReadingTime time,
            long maximumPayload) {
        Set<String> names = new HashSet<>();
        properties.fields().forEach(field -> names.add(field.name()));
        properties.tags().forEach(tag -> names.add(tag.name()));
        return new Route(
                topic.filter(),
                properties.measurement(),
                new ReadingDecoder(properties, topic, sensorId, time, maximumPayload),
                names,
                !properties.key().isEmpty(),
                properties.table().isEmpty() ? defaultTable : properties.table(),
                properties.keyAttribute());
    }
}
