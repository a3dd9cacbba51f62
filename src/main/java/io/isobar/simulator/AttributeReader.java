package io.isobar.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Reads the attributes of a device type file; the words of the file are known here and in {@link DeviceType} only. */
final class AttributeReader {

    /** In the order in which they are told to somebody who wrote another one. */
    private static final Map<String, Function<Settings, AttributeType>> TYPES = new LinkedHashMap<>();

    static {
        TYPES.put("id", AttributeReader::id);
        TYPES.put("shortid", settings -> TextType.Id.SHORT);
        TYPES.put("uuid", settings -> new TextType.Uuid());
        TYPES.put("string", AttributeReader::letters);
        TYPES.put("timestamp", AttributeReader::timestamp);
        TYPES.put("bool", settings -> new AttributeType.Bool());
        TYPES.put("int", AttributeReader::wholeNumber);
        TYPES.put("float", AttributeReader::decimal);
        TYPES.put("sinusoidal", settings -> new NumberType.Sinusoidal(settings.number("min"), settings.number("max")));
        TYPES.put("decay", settings -> new NumberType.Decay(settings.number("min"), settings.number("max")));
        TYPES.put("pickOne", settings -> new AttributeType.PickOne(settings.list("arr")));
        TYPES.put("location", AttributeReader::location);
        TYPES.put("object", settings -> new AttributeType.Nested(readAll(settings)));
    }

    private AttributeReader() {}

    /** The attributes that a device type, or an attribute of type object, has in its {@code payload}. */
    static List<Attribute> readAll(Settings owner) {
        List<Attribute> attributes = new ArrayList<>();
        for (JsonNode attribute : owner.list("payload")) {
            attributes.add(read(new Settings(attribute), attributes.size() + 1));
        }
        return attributes;
    }

    private static Attribute read(Settings settings, int number) {
        try {
            return new Attribute(settings.text("name"), settings.flag("static"), type(settings));
        } catch (IllegalArgumentException wrong) {
            String name = settings.object().path("name").asString("");
            String which = name.isBlank() ? "attribute number " + number : "attribute '" + name + "'";
            throw new IllegalArgumentException(which + ": " + wrong.getMessage(), wrong);
        }
    }

    private static AttributeType type(Settings settings) {
        String type = settings.text("type");
        Function<Settings, AttributeType> reader = TYPES.get(type);
        if (reader == null) {
            throw new IllegalArgumentException(
                    "'type' is '%s'; allowed is one of %s".formatted(type, String.join(", ", TYPES.keySet())));
        }
        // Before the settings of the type, which a default makes useless and a file may then leave out.
        return hasDefault(settings) ? new AttributeType.Fixed(defaultOf(settings)) : reader.apply(settings);
    }

    private static boolean hasDefault(Settings settings) {
        JsonNode value = settings.object().path("default");
        return settings.has("default")
                && !(value.isString() && value.stringValue().isBlank());
    }

    private static JsonNode defaultOf(Settings settings) {
        JsonNode value = settings.object().path("default");
        return value.isString() ? StringNode.valueOf(value.stringValue().trim()) : value;
    }

    private static AttributeType id(Settings settings) {
        int length = settings.has("length") ? settings.smallWholeNumber("length") : 21;
        return new TextType.Id(length, settings.text("charSet", TextType.Id.URL_SAFE));
    }

    private static AttributeType letters(Settings settings) {
        return new TextType.Letters(settings.smallWholeNumber("min"), settings.smallWholeNumber("max"));
    }

    private static AttributeType timestamp(Settings settings) {
        String format = settings.text("tsformat", "default");
        return switch (format) {
            case "default" -> new TextType.IsoTimestamp();
            case "unix" -> new TextType.UnixTimestamp();
            default ->
                throw new IllegalArgumentException("'tsformat' is '%s'; allowed is default or unix".formatted(format));
        };
    }

    private static AttributeType wholeNumber(Settings settings) {
        return new NumberType.Int(settings.wholeNumber("min"), settings.wholeNumber("max"));
    }

    private static AttributeType decimal(Settings settings) {
        double precision = settings.has("precision") ? settings.number("precision") : 0.01;
        return new NumberType.Decimal(settings.number("min"), settings.number("max"), precision);
    }

    private static AttributeType location(Settings settings) {
        return new Location(settings.number("lat"), settings.number("long"), settings.number("radius"));
    }
}
