package io.isobar.journal;

import io.isobar.pipeline.InvalidSetting;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
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

    /**
     * Opens the journal of that name, and says in a metric whether it was found damaged.
     *
     * @throws InvalidSetting if it cannot be opened there
     */
    public Journal open(String name, MeterRegistry registry) {
        try {
            Journal journal = Journal.open(Path.of(dir, name));
            Gauge.builder(
                            "isobar.journal.damaged",
                            journal,
                            opened -> opened.setAside().isPresent() ? 1 : 0)
                    .description("1 while files that were found damaged and set aside lie beside it")
                    .tag("journal", name)
                    .register(registry);
            return journal;
        } catch (JournalException | InvalidPathException e) {
            throw new InvalidSetting("isobar.data.dir", dir, "a folder that can be written: " + e.getMessage());
        }
    }
}
