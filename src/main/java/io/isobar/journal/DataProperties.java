package io.isobar.journal;

import io.isobar.pipeline.InvalidSetting;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where everything lies that must survive.
 *
 * @param dir made if it is absent
 */
@ConfigurationProperties(prefix = "isobar.data", ignoreUnknownFields = false)
public record DataProperties(@DefaultValue("data") String dir) {

    public DataProperties {
        if (dir.isBlank()) throw new InvalidSetting("isobar.data.dir", dir, "a folder that can be written");
    }

    /** @throws InvalidSetting if it cannot be opened there */
    public Journal open(String name) {
        try {
            return Journal.open(Path.of(dir, name));
        } catch (JournalException | InvalidPathException e) {
            throw new InvalidSetting("isobar.data.dir", dir, "a folder that can be written: " + e.getMessage());
        }
    }
}
