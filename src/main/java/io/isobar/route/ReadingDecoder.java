package io.isobar.route;

import static io.isobar.pipeline.ParkReason.MISSING_FIELD;
import static io.isobar.pipeline.ParkReason.TOO_LARGE;

import io.isobar.pipeline.Delivery;
import io.isobar.telemetry.FieldValue;
import io.isobar.telemetry.Fields;
import io.isobar.telemetry.Names;
import io.isobar.telemetry.Reading;
import io.isobar.telemetry.Sender;
import io.isobar.telemetry.Tags;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads one JSON message of a route into a {@link Reading}, in one pass. Safe for use by many threads. */
public final class ReadingDecoder {

    /** A tag that the message itself says. */
    private record TagSource(String name, Template value) {}

    private record LevelSource(int level, int slot) {}

    private final ReadingTime time;
    private final long maximumPayload;
    private final Members members;
    private final int slots;
    private final Names names;
    private final FieldSource[] fields;
    private final List<TagSource> tags;
    private final LevelSource[] levels;
    private final Template key;
    private final KnownSenders senders;
    private final int timeSlot;

    /**
     * @param route checked
     * @param sensorId what is done to each value in the tags
     * @param maximumPayload in bytes; a longer message is refused unread
     */
    ReadingDecoder(
            RouteProperties route, TopicPattern topic, SensorId sensorId, ReadingTime time, long maximumPayload) {
        Slots places = new Slots(topic);
        this.time = time;
        this.maximumPayload = maximumPayload;
        this.names = Names.of(
                route.fields().stream().map(RouteProperties.Field::name).toList());
        this.fields = route.fields().stream()
                .map(field -> new FieldSource(places.ofMember(field.from()), names.place(field.name()), field))
                .toArray(FieldSource[]::new);
        this.tags = route.tags().stream()
                .map(tag -> new TagSource(tag.name(), Template.parse(tag.value(), places::of, sensorId::part)))
                .toList();
        this.key = Template.parse(route.key(), places::of);
        this.timeSlot = places.ofMember(route.time());
        this.members = places.members();
        this.levels = topic.levels().entrySet().stream()
                .map(level -> new LevelSource(level.getValue(), places.of(level.getKey())))
                .toArray(LevelSource[]::new);
        this.slots = places.size();
        this.senders = new KnownSenders(senderSlots(), values -> new Sender(tags(values), key.key(values)));
    }

    private int[] senderSlots() {
        return Stream.concat(tags.stream().map(TagSource::value), Stream.of(key))
                .flatMapToInt(Template::slots)
                .distinct()
                .toArray();
    }

    Reading decode(Delivery delivery) throws UnreadableMessage {
        return decode(delivery, false);
    }

    /** @param preview whether nothing comes of it, so that nothing is to be counted */
    public Reading decode(Delivery delivery, boolean preview) throws UnreadableMessage {
        byte[] payload = delivery.payload();
        if (payload.length > maximumPayload) {
            String tooLarge = "%d bytes are more than isobar.telemetry.maximum-payload, %d";
            throw new UnreadableMessage(TOO_LARGE, tooLarge.formatted(payload.length, maximumPayload));
        }
        Values values = MessageParser.ofThread().read(payload, members, slots);
        for (LevelSource level : levels) {
            TopicPattern.level(delivery.topic(), level.level(), level.slot(), values);
        }
        Fields read = fields(values);
        Sender sender = senders.of(values);
        return new Reading(read, sender, time.of(delivery, values, timeSlot, preview));
    }

    private Fields fields(Values values) throws UnreadableMessage {
        @Nullable FieldValue[] read = new FieldValue[names.size()];
        boolean any = false;
        for (FieldSource field : fields) {
            FieldValue value = field.value(values);
            read[field.place()] = value;
            any |= value != null;
        }
        if (!any) throw new UnreadableMessage(MISSING_FIELD, "all fields are missing");
        return new Fields(names, read);
    }

    private Tags tags(Values values) {
        SortedMap<String, String> read = new TreeMap<>();
        for (TagSource tag : tags) {
            String text = tag.value().text(values);
            if (!text.isEmpty()) read.put(tag.name(), text);
        }
        return Tags.of(read);
    }
}
