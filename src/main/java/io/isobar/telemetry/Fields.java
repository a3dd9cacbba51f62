package io.isobar.telemetry;

import java.util.Map;
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
        Names all = names().and(others.names());
        FieldValue[] values = new FieldValue[all.size()];
        int mine = 0;
        int theirs = 0;
        for (int i = 0; i < values.length; i++) {
            boolean isMine = mine < size() && name(mine).equals(all.get(i));
            boolean isTheirs = theirs < others.size() && others.name(theirs).equals(all.get(i));
            values[i] = isTheirs ? others.value(theirs) : value(mine);
            if (isMine) mine++;
            if (isTheirs) theirs++;
        }
        return new Fields(all, values);
    }

    /** The same fields, with that object for their names, which must be equal. */
    public Fields named(Names equal) {
        return new Fields(equal, values());
    }
}
