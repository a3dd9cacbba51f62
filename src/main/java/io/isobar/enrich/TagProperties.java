package io.isobar.enrich;

import io.isobar.pipeline.InvalidSetting;
import io.isobar.telemetry.FieldType;
import io.isobar.telemetry.PointNames;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What becomes of the attributes of a device.
 *
 * @param include the attributes that become a tag or a field; empty for all
 * @param exclude those that do not, even if they are included
 * @param prefix put before the name of each attribute that is not renamed; may be empty
 * @param rename the names that attributes get instead of their own
 * @param asField the attributes that become a field, not a tag, whatever their name in the point
 */
public record TagProperties(
        @DefaultValue List<String> include,
        @DefaultValue List<String> exclude,
        @DefaultValue("") String prefix,
        @DefaultValue List<Rename> rename,
        @DefaultValue List<AsField> asField) {

    private static final String A_NAME = "a name without line breaks and without a backslash at the end or before a"
            + " space, comma or equals sign, and not time, _time, _field or _measurement";

    public record Rename(
            @DefaultValue("") String attribute,
            @DefaultValue("") String name) {}

    public record AsField(
            @DefaultValue("") String attribute,
            @DefaultValue("string") FieldType type) {}

    public TagProperties {
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
        check("rename[%d].name", names, TagProperties::isName, A_NAME);
        check("rename[%d].name", names, new HashSet<>()::add, "a name that no other attribute gets");
    }

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
