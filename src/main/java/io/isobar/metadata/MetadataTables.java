package io.isobar.metadata;

import io.isobar.pipeline.InvalidSetting;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/** The tables that messages are looked up in, each opened when it is first asked for. */
public final class MetadataTables implements AutoCloseable {

    private final BiFunction<String, String, MetadataTable> open;
    private final Map<String, MetadataTable> tables = Collections.synchronizedMap(new LinkedHashMap<>());

    /** @param open takes the name of a table and of its hash key */
    MetadataTables(BiFunction<String, String, MetadataTable> open) {
        this.open = open;
    }

    /** What a table can be called: by its name, or its ARN. */
    static boolean isName(String name) {
        return name.matches("[A-Za-z0-9_.-]{3,255}|arn:[!-~]{1,1020}");
    }

    /** @throws InvalidSetting if that can be no table, or it is in use already with another hash key */
    public MetadataTable table(String name, String key) {
        if (!isName(name)) {
            throw new InvalidSetting("isobar.telemetry.routes[].table", name, "the name or the ARN of a table");
        }
        MetadataTable table = tables.computeIfAbsent(name, absent -> open.apply(name, key));
        if (!table.key().equals(key)) {
            throw new InvalidSetting(
                    "isobar.telemetry.routes[].key-attribute",
                    table.key() + " and " + key,
                    "the same for all routes to table " + name + ", also that of isobar.mqtt.topic (metakey)");
        }
        return table;
    }

    /** Those that were asked for, by name. */
    Map<String, MetadataTable> opened() {
        synchronized (tables) {
            return Map.copyOf(tables);
        }
    }

    void start() {
        opened().values().forEach(MetadataTable::start);
    }

    @Override
    public void close() throws InterruptedException {
        for (MetadataTable table : opened().values()) table.close();
    }
}
