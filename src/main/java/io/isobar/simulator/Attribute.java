package io.isobar.simulator;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One member of a device's messages.
 *
 * @param name the member's name, not blank
 * @param isStatic whether its value is made once per device and kept from then on
 * @param type how its values are made
 */
public record Attribute(String name, boolean isStatic, AttributeType type) {

    public Attribute {
        if (name.isBlank()) throw new IllegalArgumentException("'name' is blank; allowed is any other string");
    }

    /** This attribute as one device has it: whatever is static in it gets its value now. */
    Attribute forDevice(Turn first) {
        return new Attribute(
                name, isStatic, isStatic ? new AttributeType.Fixed(type.next(first)) : type.forDevice(first));
    }

    /** A copy of attributes that can be the members of one JSON object: at least one, and no name twice. */
    static List<Attribute> membersOfOneObject(List<Attribute> attributes) {
        if (attributes.isEmpty()) throw new IllegalArgumentException("there is no attribute; allowed is at least one");
        Set<String> names = new HashSet<>();
        for (Attribute attribute : attributes) {
            if (!names.add(attribute.name)) {
                throw new IllegalArgumentException(
                        "attribute '%s' is there twice; allowed is once".formatted(attribute.name));
            }
        }
        return List.copyOf(attributes);
    }
}
