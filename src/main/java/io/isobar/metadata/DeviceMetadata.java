package io.isobar.metadata;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * What is known about a device: the text of each attribute by its name; never empty texts.
 *
 * <p>A value, kept small because a million of them are to be remembered in a heap of 512 MB: an array of the texts beside a list
 * of the names that all devices with the same attributes share. A map would take an object of 40 bytes for each attribute.
 */
public final class DeviceMetadata {

    /** Ascending. */
    private final List<String> names;

    private final String[] values;

    public DeviceMetadata(Map<String, String> attributes) {
        this(new TreeMap<>(attributes));
    }

    private DeviceMetadata(SortedMap<String, String> attributes) {
        this(List.copyOf(attributes.keySet()), attributes.values());
    }

    /**
     * @param names ascending, immutable; kept as it is, so that it can be shared
     * @param values one for each name
     */
    DeviceMetadata(List<String> names, Collection<String> values) {
        this.names = names;
        this.values = values.toArray(String[]::new);
        if (names.size() != this.values.length) throw new IllegalArgumentException("not one value for each name");
    }

    /** The attributes by their names, ascending: a view, which costs nothing to keep and cannot be changed. */
    public Map<String, String> attributes() {
        return new Attributes();
    }

    /** Hands out each name with its text, by name, ascending. */
    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < values.length; i++) action.accept(names.get(i), values[i]);
    }

    /** How many characters its texts are together. */
    long length() {
        return Arrays.stream(values).mapToLong(String::length).sum();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeviceMetadata that && names.equals(that.names) && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * names.hashCode() + Arrays.hashCode(values);
    }

    /** Names alone: what they say about a device is not for the log. */
    @Override
    public String toString() {
        return "DeviceMetadata" + names;
    }

    private final class Attributes extends AbstractMap<String, String> {

        @Override
        public Set<Entry<String, String>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public Iterator<Entry<String, String>> iterator() {
                    return IntStream.range(0, values.length)
                            .mapToObj(i -> Map.entry(names.get(i), values[i]))
                            .iterator();
                }

                @Override
                public int size() {
                    return values.length;
                }
            };
        }

        @Override
        public void forEach(BiConsumer<? super String, ? super String> action) {
            DeviceMetadata.this.forEach(action::accept);
        }
    }
}
