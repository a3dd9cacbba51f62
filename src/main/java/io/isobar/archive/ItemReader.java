package io.isobar.archive;

import io.isobar.dynamodb.AttributeValues;
import io.isobar.dynamodb.Storable;
import io.isobar.dynamodb.Unstorable;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.ParkReason;
import io.isobar.telemetry.DeviceClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the items of a message: one of an object, one of each element of an array of objects, all or none. */
final class ItemReader {

    /** When the table may remove an item, in seconds since 1970. */
    static final String EXPIRES_AT = "expiresAt";

    /** In bytes: an item has 400 KB, an array many of them, and one message at a time is taken however long it is. */
    private static final int LONGEST = 1 << 20;

    private final ArchiveProperties.Flow flow;
    private final List<KeyPattern> keys;
    private final Set<String> keyNames;
    private final DeviceClock clock;
    private final boolean cutsTime;

    ItemReader(ArchiveProperties.Flow flow) {
        this.flow = flow;
        this.keys = flow.keys();
        this.keyNames = keys.stream().map(KeyPattern::name).collect(Collectors.toUnmodifiableSet());
        this.clock = new DeviceClock(flow.zone());
        this.cutsTime = keys.stream().anyMatch(key -> key.time() != null);
    }

    /** @return at least one item, in the order of the message */
    List<Map<String, AttributeValue>> read(Delivery message) throws Unstorable {
        JsonNode json = json(message.payload());
        if (json.isObject()) return List.of(item((ObjectNode) json, message));
        if (!json.isArray() || json.isEmpty()) {
            throw new Unstorable(ParkReason.NOT_AN_OBJECT, "the message is JSON, but no object, nor an array of some");
        }
        List<Map<String, AttributeValue>> items = new ArrayList<>(json.size());
        for (JsonNode element : json) {
            if (!element.isObject()) {
                throw new Unstorable(ParkReason.NOT_AN_OBJECT, "element %d is no object".formatted(items.size()));
            }
            items.add(item((ObjectNode) element, message));
        }
        return items;
    }

    private static JsonNode json(byte[] payload) throws Unstorable {
        if (payload.length > LONGEST) {
            throw new Unstorable(
                    ParkReason.TOO_LARGE, "the message has %d bytes, more than %d".formatted(payload.length, LONGEST));
        }
        return Storable.read(payload);
    }

    private Map<String, AttributeValue> item(ObjectNode object, Delivery message) throws Unstorable {
        Map<String, AttributeValue> item = new HashMap<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (isKept(member.getKey(), member.getValue())) item.put(member.getKey(), value(member.getValue()));
        }
        if (!flow.topicAttribute().isEmpty()) {
            add(item, flow.topicAttribute(), AttributeValue.fromS(message.topic()));
        }
        if (!flow.retention().isZero()) {
            long seconds = message.receivedAt().plus(flow.retention()).getEpochSecond();
            add(item, EXPIRES_AT, AttributeValue.fromN(Long.toString(seconds)));
        }
        Instant time = cutsTime ? time(object, message) : Instant.EPOCH;
        for (KeyPattern key : keys) {
            TimePattern pattern = key.time();
            if (pattern != null) add(item, key.name(), AttributeValue.fromS(pattern.format(time)));
            check(item, key);
        }
        return item;
    }

    /** A key that is empty must not look as if it were not there. */
    private boolean isKept(String name, JsonNode value) {
        if (keyNames.contains(name)) return true;
        if (!flow.include().isEmpty() && !flow.include().contains(name)) return false;
        return !flow.exclude().contains(name) && !isOmitted(value);
    }

    private boolean isOmitted(JsonNode value) {
        return flow.emptyStrings() == ArchiveProperties.EmptyStrings.OMIT
                && value.isString()
                && value.stringValue().isEmpty();
    }

    private AttributeValue value(JsonNode value) {
        if (flow.emptyStrings() == ArchiveProperties.EmptyStrings.OMIT) removeEmpty(value);
        return AttributeValues.of(value);
    }

    /** Elements of arrays stay: what comes after them would be elsewhere. */
    private void removeEmpty(JsonNode value) {
        if (!value.isContainer()) return;
        if (value instanceof ObjectNode object) object.properties().removeIf(member -> isOmitted(member.getValue()));
        value.forEach(this::removeEmpty);
    }

    /** When the message says that it was made; else when it arrived. */
    private Instant time(ObjectNode object, Delivery message) {
        JsonNode told = object.path(flow.timestamp());
        if (!told.isNumber() && !told.isString()) return message.receivedAt();
        char[] text = told.asString().toCharArray();
        long nanos = clock.read(text, 0, text.length, 0);
        return nanos == DeviceClock.NONE ? message.receivedAt() : Instant.EPOCH.plusNanos(nanos);
    }

    private static void add(Map<String, AttributeValue> item, String name, AttributeValue value) throws Unstorable {
        if (item.put(name, value) == null) return;
        throw new Unstorable(ParkReason.WRONG_TYPE, "[%s] is a member of the message, and must not be".formatted(name));
    }

    private static void check(Map<String, AttributeValue> item, KeyPattern key) throws Unstorable {
        AttributeValue value = item.get(key.name());
        if (value == null) throw new Unstorable(ParkReason.MISSING_FIELD, key + " does not exist in the message");
        String text = value.s();
        if (text == null) throw new Unstorable(ParkReason.WRONG_TYPE, key + " is no text");
        if (text.isEmpty()) throw new Unstorable(ParkReason.MISSING_FIELD, key + " is empty");
        if (!key.canBe(text)) throw new Unstorable(ParkReason.TOO_LARGE, key + " is too long for DynamoDB");
    }
}
