package io.isobar.metadata;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known about a device.
 *
 * @param attributes the text of each attribute by its name; never empty texts
 */
public record DeviceMetadata(Map<String, String> attributes) {

    public DeviceMetadata {
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }
}
