package io.isobar.route;

import io.isobar.telemetry.FieldType;
import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A kind of message, and how it becomes a point. In a template, {@code {x}} is what the topic says at the level named x, or
 * else the member x of the message; dots in a member's name go into nested objects.
 *
 * @param topic a topic filter, in which a whole level {@code {name}} matches like + and gives the level that name
 * @param measurement the name of its points
 * @param fields at least one
 * @param tags what the message itself says about where it comes from
 * @param key a template for what to look the device up by; empty for no lookup
 * @param table to look it up in; empty for isobar.metadata.table
 * @param keyAttribute the name of that table's hash key
 * @param time the member with the time
 */
public record RouteProperties(
        @DefaultValue("") String topic,
        @DefaultValue("") String measurement,
        @DefaultValue List<Field> fields,
        @DefaultValue List<Tag> tags,
        @DefaultValue("{metakey}") String key,
        @DefaultValue("") String table,
        @DefaultValue("metakey") String keyAttribute,
        @DefaultValue("sensordatetime") String time) {

    /**
     * @param from the member with the value
     * @param name of the field; empty for that of the member
     * @param type of the field in InfluxDB
     * @param required whether a message without it is parked
     */
    public record Field(
            @DefaultValue("") String from,
            @DefaultValue("") String name,
            @DefaultValue("float") FieldType type,
            @DefaultValue("true") boolean required) {

        public Field {
            name = name.isEmpty() ? from : name;
        }
    }

    /** @param value a template; there is no tag where nothing comes out */
    public record Tag(
            @DefaultValue("") String name, @DefaultValue("") String value) {}

    public RouteProperties {
        fields = List.copyOf(fields);
        tags = List.copyOf(tags);
    }
}
