package io.isobar.metadata;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Shows what is remembered of a device, and fetches it anew, for a person with curl. */
@RestController
@RequestMapping("/api/metadata/{metakey}")
class MetadataController {

    /**
     * What is known of a device.
     *
     * @param state fresh, stale, absent or unknown
     * @param ageSeconds since it was certain
     * @param failure what went wrong when it was fetched last; null if nothing did
     */
    record Held(
            String table,
            String metakey,
            String state,
            double ageSeconds,
            Map<String, String> attributes,
            @Nullable String failure) {}

    private final MetadataTables tables;
    private final MetadataProperties properties;

    MetadataController(MetadataTables tables, MetadataProperties properties) {
        this.tables = tables;
        this.properties = properties;
    }

    /** What is remembered now; asks nobody. */
    @GetMapping
    Held get(@PathVariable String metakey, @RequestParam @Nullable String table) {
        String name = name(table);
        return table(name)
                .cache()
                .remembered(metakey)
                .map(finding -> held(name, metakey, finding))
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.NOT_FOUND, "nothing is remembered of it; POST to …/refresh fetches it"));
    }

    @PostMapping("/refresh")
    CompletableFuture<Held> refresh(@PathVariable String metakey, @RequestParam @Nullable String table) {
        String name = name(table);
        return table(name).cache().refresh(metakey).thenApply(finding -> held(name, metakey, finding));
    }

    private String name(@Nullable String table) {
        return table == null ? properties.table() : table;
    }

    private MetadataTable table(String name) {
        MetadataTable table = tables.opened().get(name);
        if (table != null) return table;
        throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no message is looked up in a table of that name");
    }

    private static Held held(String table, String metakey, Finding finding) {
        return new Held(
                table, metakey, finding.state().text(), finding.ageSeconds(), finding.attributes(), finding.failure());
    }
}
