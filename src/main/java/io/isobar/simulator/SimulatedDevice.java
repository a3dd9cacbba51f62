package io.isobar.simulator;

import java.time.Clock;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * One device, and the messages that it sends one after the other.
 *
 * <p>Type, seed and index decide every value but the timestamps: the same three give the same messages again. Not safe
 * for use by several threads at once.
 */
public final class SimulatedDevice {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Clock clock;
    private final RandomGenerator random;
    private final StringNode id;
    private final AttributeType.Nested payload;

    private long count;

    /**
     * Makes the device's id and static values.
     *
     * @param seed common to all devices of a simulation; any value, 0 is not special here
     * @param index which of those devices this is
     * @param clock for timestamps only
     */
    public SimulatedDevice(DeviceType type, long seed, int index, Clock clock) {
        this.clock = clock;
        // The index is added to a random number, not to the seed: or else device 1 of seed 1 were device 0 of seed 2.
        this.random = new SplittableRandom(new SplittableRandom(seed).nextLong() + index);
        Turn first = new Turn(random, clock.instant(), 0);
        this.id = TextType.Id.SHORT.next(first);
        this.payload = new AttributeType.Nested(type.attributes()).forDevice(first);
    }

    /** The next message: a JSON object in UTF-8, the attributes in order, then the device's id as {@code _id_}. */
    public byte[] next() {
        ObjectNode message = payload.next(new Turn(random, clock.instant(), count++));
        message.set(DeviceType.DEVICE_ID, id);
        return JSON.writeValueAsBytes(message);
    }
}
