package io.isobar.simulator;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the values of an attribute are made: one record for each type that a device type file may name, and one for a
 * default. None of them has a state. Their constructors throw IllegalArgumentException for limits that leave no choice.
 */
public sealed interface AttributeType
        permits TextType,
                NumberType,
                Location,
                AttributeType.Bool,
                AttributeType.Fixed,
                AttributeType.PickOne,
                AttributeType.Nested {

    /** The next value; what it depends on is all in the turn. */
    JsonNode next(Turn turn);

    /** This type as one device has it; differs from device to device only where a type has attributes of its own. */
    default AttributeType forDevice(Turn first) {
        return this;
    }

    /** One value for ever: a default, or what a device has made of a static attribute. */
    record Fixed(JsonNode value) implements AttributeType {
        public Fixed {
            value = value.deepCopy();
        }

        @Override
        public JsonNode next(Turn turn) {
            return value;
        }
    }

    /** True or false, equally likely. */
    record Bool() implements AttributeType {
        @Override
        public JsonNode next(Turn turn) {
            return BooleanNode.valueOf(turn.random().nextBoolean());
        }
    }

    /** One of the given values, each equally likely. */
    record PickOne(List<JsonNode> arr) implements AttributeType {
        public PickOne {
            if (arr.isEmpty()) throw new IllegalArgumentException("'arr' is empty; allowed is at least one value");
            arr = arr.stream().map(JsonNode::deepCopy).toList();
        }

        @Override
        public JsonNode next(Turn turn) {
            return arr.get(turn.random().nextInt(arr.size()));
        }
    }

    /** An object with attributes of its own, at least one. */
    record Nested(List<Attribute> payload) implements AttributeType {
        public Nested {
            payload = Attribute.membersOfOneObject(payload);
        }

        @Override
        public ObjectNode next(Turn turn) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            payload.forEach(
                    attribute -> object.set(attribute.name(), attribute.type().next(turn)));
            return object;
        }

        @Override
        public Nested forDevice(Turn first) {
            return new Nested(payload.stream()
                    .map(attribute -> attribute.forDevice(first))
                    .toList());
        }
    }
}
