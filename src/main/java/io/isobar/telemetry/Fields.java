package io.isobar.telemetry;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The values of fields by name. */
public final class Fields extends Named<FieldValue> {

    public static final Fields NONE = of(Map.of());

    /** @param values in the order of the names, null for those that are not there; they must not be changed afterwards */
    public Fields(Names names, @Nullable FieldValue[] values) {
        super(names, values);
    }

    public static Fields of(Map<String, ? extends FieldValue> fields) {
        Names names = Names.of(fields.keySet());
        return new Fields(names, values(names, fields, new FieldValue[names.size()]));
    }

    /** These and others, which have precedence. */
    public Fields with(Fields others) {
        if (others.isEmpty()) return this;
        SortedMap<String, FieldValue> all = new TreeMap<>(asMap());
        all.putAll(others.asMap());
        return of(all);
    }
}
