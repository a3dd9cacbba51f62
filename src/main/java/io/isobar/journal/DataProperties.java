package io.isobar.journal;

import io.isobar.pipeline.InvalidSetting;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where everything lies that must survive.
 *
 * @param dir made if it is absent
 * @param slots how many processes may share it, each with a folder of its own in it; 0 for one process, and the folder itself
 */
@ConfigurationProperties(prefix = "isobar.data", ignoreUnknownFields = false)
public record DataProperties(
        @DefaultValue("data") String dir, @DefaultValue("0") int slots) {

    private static final int MOST_SLOTS = 1_000;

    public DataProperties {
        if (dir.isBlank()) throw new InvalidSetting("isobar.data.dir", dir, "a folder that can be written");
        if (slots < 0 || slots > MOST_SLOTS) {
            throw new InvalidSetting("isobar.data.slots", slots, "a whole number from 0 to " + MOST_SLOTS);
        }
    }
}
