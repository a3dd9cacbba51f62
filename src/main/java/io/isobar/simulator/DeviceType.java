package io.isobar.simulator;

import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the messages of one kind of device look like, and where they go.
 *
 * <p>It is read from a JSON object with {@code name}, {@code topic} and {@code payload}, a list of attributes. Each has
 * a {@code name}, a {@code type}, and the settings of that type (in brackets what holds if one is absent):
 *
 * <ul>
 *   <li>{@code id}: {@code length} (21) characters of {@code charSet} (letters, digits, _ and -)
 *   <li>{@code shortid}: an id of 9 characters
 *   <li>{@code uuid}: a version 4 UUID
 *   <li>{@code string}: from {@code min} to {@code max} letters and digits
 *   <li>{@code timestamp}: the time as a string, by {@code tsformat} in UTC to the second and without a zone
 *       ({@code default}), or in milliseconds since 1970 ({@code unix})
 *   <li>{@code bool}: true or false
 *   <li>{@code int}: a whole number from {@code min} to {@code max}
 *   <li>{@code float}: a number from {@code min} to {@code max}, in steps of {@code precision} (0.01)
 *   <li>{@code sinusoidal}: a wave from {@code min} to {@code max}, which takes 20 messages
 *   <li>{@code decay}: falls from {@code max} towards {@code min} with every message
 *   <li>{@code pickOne}: one of the values in the list {@code arr}
 *   <li>{@code location}: an object of {@code latitude} and {@code longitude}, at most {@code radius} metres from
 *       {@code lat} and {@code long}; angles are in degrees
 *   <li>{@code object}: an object of the attributes in {@code payload}
 * </ul>
 *
 * <p>{@code static}: if true, the value is made once per device; the strings {@code "true"} and {@code "false"} mean
 * what they say. {@code default}: if not blank, it is the value in every message, whatever the type; a string is
 * trimmed. Other members are ignored.
 *
 * @param name of the device type, not blank
 * @param topic that its messages are published to, with neither + nor #; a leading slash is a level of its own
 * @param attributes the members of its messages, at least one; {@code _id_} is kept for the device's own id
 */
public record DeviceType(String name, String topic, List<Attribute> attributes) {

    /** The member of every message that tells one simulated device from another. */
    static final String DEVICE_ID = "_id_";

    private static final JsonMapper JSON = JsonMapper.shared();

    public DeviceType {
        if (name.isBlank()) throw new IllegalArgumentException("'name' is blank; allowed is any other string");
        if (topic.isEmpty() || topic.contains("+") || topic.contains("#")) {
            throw new IllegalArgumentException(
                    "'topic' is '%s'; allowed is a topic to publish to, without + and #".formatted(topic));
        }
        attributes = Attribute.membersOfOneObject(attributes);
        if (attributes.stream().anyMatch(attribute -> attribute.name().equals(DEVICE_ID))) {
            throw new IllegalArgumentException("an attribute is named '_id_'; allowed is any other name");
        }
    }

    /**
     * Reads a device type file. Does not close the stream.
     *
     * @param source where the stream comes from, for messages
     * @throws IllegalArgumentException if it cannot be used; names the source, the attribute and what is allowed
     */
    public static DeviceType read(InputStream in, String source) {
        try {
            JsonNode file = JSON.readTree(in);
            if (!file.isObject()) throw new IllegalArgumentException("it is no JSON object");
            Settings settings = new Settings(file);
            return new DeviceType(settings.text("name"), settings.text("topic"), AttributeReader.readAll(settings));
        } catch (JacksonException notJson) {
            throw unusable(source, describe(notJson), notJson);
        } catch (IllegalArgumentException wrong) {
            throw unusable(source, wrong.getMessage(), wrong);
        }
    }

    private static String describe(JacksonException notJson) {
        TokenStreamLocation at = notJson.getLocation();
        return at == null
                ? notJson.getOriginalMessage()
                : "line %d, column %d: %s".formatted(at.getLineNr(), at.getColumnNr(), notJson.getOriginalMessage());
    }

    private static IllegalArgumentException unusable(String source, @Nullable String reason, RuntimeException cause) {
        return new IllegalArgumentException(
                "cannot use the device type in %s: %s (see isobar.simulator.device-type)".formatted(source, reason),
                cause);
    }
}
