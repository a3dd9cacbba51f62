package io.isobar.simulator;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * The members of one JSON object in a device type file, each asked for as what it must be. All methods throw
 * IllegalArgumentException that names the member, what it is, and what is allowed.
 */
record Settings(JsonNode object) {

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    String text(String name) {
        JsonNode value = object.path(name);
        if (!value.isString()) throw wrong(name, "a string");
        return value.stringValue();
    }

    String text(String name, String otherwise) {
        return has(name) ? text(name) : otherwise;
    }

    long wholeNumber(String name) {
        JsonNode value = object.path(name);
        if (!isWhole(value) || !value.canConvertToLong()) throw wrong(name, "a whole number");
        return value.asLong();
    }

    int smallWholeNumber(String name) {
        JsonNode value = object.path(name);
        if (!isWhole(value) || !value.canConvertToInt()) throw wrong(name, "a whole number, and a small one");
        return value.asInt();
    }

    double number(String name) {
        JsonNode value = object.path(name);
        double number = value.isNumber() ? value.asDouble(Double.NaN) : Double.NaN;
        if (!Double.isFinite(number)) throw wrong(name, "a number");
        return number;
    }

    List<JsonNode> list(String name) {
        JsonNode value = object.path(name);
        if (!value.isArray()) throw wrong(name, "a list");
        return List.copyOf(value.values());
    }

    /** False if absent. May be a string: published device types have {@code "false"} as well as {@code true}. */
    boolean flag(String name) {
        if (!has(name)) return false;
        return switch (object.path(name).asString("").trim().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false", "" -> false;
            default -> throw wrong(name, "true or false");
        };
    }

    /** 5.0 and 5e2 are whole numbers too: JSON has only one kind of number. */
    private static boolean isWhole(JsonNode value) {
        return value.isNumber() && value.canConvertToExactIntegral();
    }

    private IllegalArgumentException wrong(String name, String allowed) {
        JsonNode value = object.path(name);
        return new IllegalArgumentException(
                value.isMissingNode()
                        ? "'%s' is missing; allowed is %s".formatted(name, allowed)
                        : "'%s' is %s; allowed is %s".formatted(name, value, allowed));
    }
}
