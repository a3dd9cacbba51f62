package io.isobar.route;

import io.isobar.pipeline.ParkReason;
import io.isobar.telemetry.FieldType;
import io.isobar.telemetry.FieldValue;
import org.jspecify.annotations.Nullable;

/**
 * Where the value of a field comes from, and what it must be.
 *
 * @param slot of the member's value
 * @param place of the field's name among those of its route
 */
record FieldSource(int slot, int place, RouteProperties.Field field) {

    /** Null if it is absent and may be. */
    @Nullable
    FieldValue value(Values values) throws UnreadableMessage {
        if (!values.has(slot)) {
            if (!field.required()) return null;
            throw new UnreadableMessage(ParkReason.MISSING_FIELD, field.from() + " is missing");
        }
        if (values.hasText(slot)) {
            FieldValue value = field.type().of(values.texts(), values.start(slot), values.end(slot));
            if (value != null) return value;
        }
        String text = values.text(slot);
        throw refused(text != null && FieldType.isNumber(text));
    }

    private UnreadableMessage refused(boolean number) {
        return switch (field.type()) {
            case FLOAT -> refused(ParkReason.NOT_A_NUMBER, "is not a finite number");
            case INTEGER ->
                number
                        ? refused(ParkReason.WRONG_TYPE, "is not a whole number of 64 bits")
                        : refused(ParkReason.NOT_A_NUMBER, "is not a number");
            case BOOLEAN -> refused(ParkReason.WRONG_TYPE, "is neither true nor false");
            case STRING -> refused(ParkReason.WRONG_TYPE, "is an object or an array");
        };
    }

    private UnreadableMessage refused(ParkReason reason, String why) {
        return new UnreadableMessage(reason, field.from() + " " + why);
    }
}
