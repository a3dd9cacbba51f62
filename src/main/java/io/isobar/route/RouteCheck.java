package io.isobar.route;

import io.isobar.pipeline.InvalidSetting;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Refuses a route that cannot work.
 *
 * @param property the name of the route, such as {@code isobar.telemetry.routes[0]}
 */
record RouteCheck(String property, RouteProperties route) {

    /** @throws InvalidSetting with the first thing that is wrong */
    void run() {
        parsed(".topic", route.topic(), "a topic filter, whose levels may be {name}", TopicPattern::parse);
        name(".measurement", route.measurement());
        fields();
        tags();
        parsed(".key", route.key(), "a template such as {metakey}, or empty", RouteCheck::template);
        if (route.keyAttribute().isBlank()) throw invalid(".key-attribute", "", "the name of an attribute");
        parsed(".time", route.time(), "a member such as sensordatetime or header.time", Members::check);
    }

    private void fields() {
        List<RouteProperties.Field> fields = route.fields();
        if (fields.isEmpty()) throw invalid(".fields", "", "at least one field");
        Set<String> names = new HashSet<>();
        for (int i = 0; i < fields.size(); i++) {
            RouteProperties.Field field = fields.get(i);
            String at = ".fields[" + i + "]";
            parsed(at + ".from", field.from(), "a member such as temp or battery.level", Members::check);
            name(at + ".name", field.name());
            if (!names.add(field.name())) throw invalid(at + ".name", field.name(), "a name that no other field has");
        }
    }

    private void tags() {
        List<RouteProperties.Tag> tags = route.tags();
        Set<String> names = new HashSet<>();
        route.fields().forEach(field -> names.add(field.name()));
        for (int i = 0; i < tags.size(); i++) {
            RouteProperties.Tag tag = tags.get(i);
            String at = ".tags[" + i + "]";
            name(at + ".name", tag.name());
            if (!names.add(tag.name())) {
                throw invalid(at + ".name", tag.name(), "a name that no other tag and no field has");
            }
            String allowed = "a template such as {deviceid}";
            if (tag.value().isEmpty()) throw invalid(at + ".value", "", allowed);
            parsed(at + ".value", tag.value(), allowed, RouteCheck::template);
        }
    }

    /**
     * InfluxDB 2 keeps names with _ for itself, no InfluxDB takes a field or a tag {@code time}, and a line that starts with # is
     * a comment; what line protocol cannot say without doubt is nothing that anybody needs.
     */
    private void name(String at, String name) {
        boolean speakable = name.chars().noneMatch(c -> c == '\\' || c == '"' || Character.isISOControl(c));
        boolean free = !name.startsWith("_") && !name.startsWith("#") && !name.equals("time");
        if (speakable && free && !name.isBlank()) return;
        throw invalid(
                at,
                name,
                "a name that does not start with _ or #, is not 'time', and has no \\, \" or line break in it");
    }

    private void parsed(String at, String text, String allowed, Consumer<String> parser) {
        try {
            parser.accept(text);
        } catch (IllegalArgumentException e) {
            throw invalid(at, text, allowed + " (" + e.getMessage() + ")");
        }
    }

    private static void template(String text) {
        Template.parse(text, name -> 0);
    }

    private InvalidSetting invalid(String at, String value, String allowed) {
        return new InvalidSetting(property + at, value, allowed);
    }
}
