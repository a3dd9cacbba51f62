package io.isobar.dynamodb;

import io.isobar.pipeline.ParkReason;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON, of which an item can keep all as it is. */
public final class Storable {

    /** By the developer guide, "Supported data types": significant digits, and the powers of ten that a number may have. */
    private static final int MOST_DIGITS = 38;

    private static final int SMALLEST_POWER = -130;
    private static final int LARGEST_POWER = 125;
    private static final String NUMBER = "a number has more than DynamoDB keeps: 38 digits, 1E-130 to 1E+126";
    private static final String DEEP =
            "the message is nested deeper, or has a longer name or number, than can be read and kept: DynamoDB has 32 levels";
    /** The table knows its limit best; but the SDK writes no more than 500 levels, and takes that for a fault of the way there. */
    private static final int DEEPEST = 100;

    /** An attribute value takes some 130 bytes, and two characters of a message can be one. */
    private static final long MOST_VALUES = Runtime.getRuntime().maxMemory() / 1024;

    private static final String MANY =
            "the message has more than %d values, which need a larger heap than the %d MB there are (-Xmx)"
                    .formatted(MOST_VALUES, Runtime.getRuntime().maxMemory() >> 20);
    private static final String TEXT = "a text has half of a surrogate pair, which is no character";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Storable() {}

    /**
     * A message, with numbers as {@link BigDecimal} where they are no integers.
     *
     * @throws Unstorable if it is not JSON, or more than DynamoDB keeps: by a number that is too long, too large or too small,
     *     a text that is none, by far too many levels, or more values than the heap has room for
     */
    public static JsonNode read(byte[] message) throws Unstorable {
        JsonNode json;
        try {
            json = JSON.readTree(message);
        } catch (StreamConstraintsException e) {
            throw new Unstorable(ParkReason.TOO_LARGE, DEEP);
        } catch (JacksonException e) {
            throw new Unstorable(ParkReason.NOT_JSON, "the message is not JSON");
        } catch (ArithmeticException | NumberFormatException e) {
            // By an exponent that has more digits than an int.
            throw new Unstorable(ParkReason.WRONG_TYPE, NUMBER);
        }
        if (message.length / 2 > MOST_VALUES && values(json) > MOST_VALUES) {
            throw new Unstorable(ParkReason.TOO_LARGE, MANY);
        }
        String problem = problem(json, 1);
        if (problem == null) return json;
        throw new Unstorable(problem.equals(DEEP) ? ParkReason.TOO_LARGE : ParkReason.WRONG_TYPE, problem);
    }

    private static long values(JsonNode json) {
        return 1 + json.valueStream().mapToLong(Storable::values).sum();
    }

    private static @Nullable String problem(JsonNode json, int level) {
        if (level > DEEPEST) return DEEP;
        if (json.isString()) return problem(json.stringValue());
        if (json.isNumber()) return isExact(json) ? null : NUMBER;
        if (json.isObject()) {
            for (Map.Entry<String, JsonNode> member : json.properties()) {
                String problem = problem(member.getKey());
                if (problem == null) problem = problem(member.getValue(), level + 1);
                if (problem != null) return problem;
            }
        } else if (json.isArray()) {
            for (JsonNode element : json) {
                String problem = problem(element, level + 1);
                if (problem != null) return problem;
            }
        }
        return null;
    }

    private static @Nullable String problem(String text) {
        return isText(text) ? null : TEXT;
    }

    /** Whether it has no halves of surrogate pairs, which can be written in JSON, and nowhere else. */
    public static boolean isText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) continue;
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!pair) return false;
            i++;
        }
        return true;
    }

    private static boolean isExact(JsonNode number) {
        if (number.isInt() || number.isLong()) return true;
        BigDecimal value = number.decimalValue();
        if (value.signum() == 0) return true;
        long power = (long) value.precision() - value.scale() - 1;
        if (power < SMALLEST_POWER || power > LARGEST_POWER) return false;
        return value.precision() <= MOST_DIGITS || value.stripTrailingZeros().precision() <= MOST_DIGITS;
    }
}
