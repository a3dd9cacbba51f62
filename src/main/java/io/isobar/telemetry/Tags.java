package io.isobar.telemetry;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tags by name; values are never empty. */
public final class Tags extends Named<String> {

    public static final Tags NONE = of(Map.of());

    /** Asked for with each message, to find what is remembered of its device. */
    private final int hash;

    /** @param values in the order of the names, null for those that are not there; they must not be changed afterwards */
    public Tags(Names names, @Nullable String[] values) {
        super(names, values);
        this.hash = super.hashCode();
    }

    public static Tags of(Map<String, String> tags) {
        Names names = Names.of(tags.keySet());
        return new Tags(names, values(names, tags, new String[names.size()]));
    }

    /** These and others, which have precedence. */
    public Tags with(Map<String, String> others) {
        if (others.isEmpty()) return this;
        SortedMap<String, String> all = new TreeMap<>(asMap());
        all.putAll(others);
        return of(all);
    }

    /** The same tags, with that object for their names, which must be equal. */
    public Tags named(Names equal) {
        return new Tags(equal, values());
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tags tags && hash == tags.hash && super.equals(tags);
    }
}
