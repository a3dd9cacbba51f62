package io.isobar.dynamodb;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What attribute values of DynamoDB say, as text and as JSON, and JSON as attribute values. */
public final class AttributeValues {

    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private AttributeValues() {}

    /**
     * Strings, numbers and booleans as they are written, binary in Base64, sets joined by commas in the order of their texts,
     * lists and maps as compact JSON. Empty for null and for what is empty itself.
     */
    public static Optional<String> text(AttributeValue value) {
        String text = switch (value.type()) {
            case S -> value.s();
            case N -> value.n();
            case BOOL -> value.bool().toString();
            case B -> base64(value.b());
            case SS -> joined(value.ss());
            case NS -> joined(value.ns());
            case BS -> joined(value.bs().stream().map(AttributeValues::base64).toList());
            case L, M -> value.l().isEmpty() && value.m().isEmpty() ? "" : JSON.writeValueAsString(json(value));
            case NUL, UNKNOWN_TO_SDK_VERSION -> "";
        };
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static String base64(SdkBytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.asByteArray());
    }

    /** Sorted, for DynamoDB returns the members of a set in no order and one set must always be one text. */
    private static String joined(List<String> members) {
        return members.stream().sorted().collect(Collectors.joining(","));
    }

    /**
     * Numbers exactly as DynamoDB has them, binary as text in Base64, sets as arrays in order.
     *
     * @return members of objects in the order of their names
     */
    public static JsonNode json(AttributeValue value) {
        return switch (value.type()) {
            case S -> NODES.stringNode(value.s());
            case N -> NODES.numberNode(new BigDecimal(value.n()));
            case BOOL -> NODES.booleanNode(value.bool());
            case B -> NODES.stringNode(base64(value.b()));
            case SS -> array(value.ss().stream().sorted().map(NODES::stringNode).toList());
            case NS ->
                array(value.ns().stream()
                        .map(BigDecimal::new)
                        .sorted()
                        .map(NODES::numberNode)
                        .toList());
            case BS ->
                array(value.bs().stream()
                        .map(AttributeValues::base64)
                        .sorted()
                        .map(NODES::stringNode)
                        .toList());
            case L -> array(value.l().stream().map(AttributeValues::json).toList());
            case M -> object(value.m());
            case NUL, UNKNOWN_TO_SDK_VERSION -> NODES.nullNode();
        };
    }

    /**
     * Numbers exactly as they are written, as far as DynamoDB can: it has up to 38 digits, and no zeros behind the last one.
     *
     * @param json with numbers read as {@link BigDecimal} where they are no integers
     */
    public static AttributeValue of(JsonNode json) {
        return switch (json.getNodeType()) {
            case STRING -> AttributeValue.fromS(json.stringValue());
            case NUMBER -> AttributeValue.fromN(json.asString());
            case BOOLEAN -> AttributeValue.fromBool(json.booleanValue());
            case ARRAY ->
                AttributeValue.fromL(json.valueStream().map(AttributeValues::of).toList());
            case OBJECT -> AttributeValue.fromM(map(json));
            case NULL -> AttributeValue.fromNul(true);
            case BINARY, MISSING, POJO ->
                throw new IllegalArgumentException("no JSON value is a " + json.getNodeType());
        };
    }

    private static Map<String, AttributeValue> map(JsonNode object) {
        Map<String, AttributeValue> members = new LinkedHashMap<>();
        object.forEachEntry((name, member) -> members.put(name, of(member)));
        return members;
    }

    private static ArrayNode array(List<? extends JsonNode> members) {
        return NODES.arrayNode().addAll(members);
    }

    private static ObjectNode object(Map<String, AttributeValue> members) {
        ObjectNode object = NODES.objectNode();
        new TreeMap<>(members).forEach((name, member) -> object.set(name, json(member)));
        return object;
    }

    /** In the JSON of DynamoDB's own protocol, in which each value is an object that says its type. */
    static void write(Map<String, AttributeValue> item, JsonGenerator json) {
        json.writeStartObject();
        for (Map.Entry<String, AttributeValue> attribute : item.entrySet()) {
            json.writeName(attribute.getKey());
            write(attribute.getValue(), json);
        }
        json.writeEndObject();
    }

    private static void write(AttributeValue value, JsonGenerator json) {
        AttributeValue.Type type = value.type();
        json.writeStartObject();
        json.writeName(type == AttributeValue.Type.NUL ? "NULL" : type.name());
        switch (type) {
            case S -> json.writeString(value.s());
            case N -> json.writeString(value.n());
            case BOOL -> json.writeBoolean(value.bool());
            case NUL -> json.writeBoolean(true);
            case M -> write(value.m(), json);
            case L -> {
                json.writeStartArray();
                for (AttributeValue element : value.l()) write(element, json);
                json.writeEndArray();
            }
            case B -> json.writeString(base64(value.b()));
            case SS -> write(value.ss().stream(), json);
            case NS -> write(value.ns().stream(), json);
            case BS -> write(value.bs().stream().map(AttributeValues::base64), json);
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException("a value of an unknown type");
        }
        json.writeEndObject();
    }

    private static void write(Stream<String> members, JsonGenerator json) {
        json.writeStartArray();
        members.forEach(json::writeString);
        json.writeEndArray();
    }
}
