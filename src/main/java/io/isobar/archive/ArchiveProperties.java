package io.isobar.archive;

import io.isobar.mqtt.TopicFilter;
import io.isobar.pipeline.InvalidSetting;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which messages are kept in tables.
 *
 * @param flow one flow, by settings and variables of their own
 * @param flows further ones
 */
@ConfigurationProperties(prefix = "isobar.archive", ignoreUnknownFields = false)
record ArchiveProperties(
        @DefaultValue Flow flow, @DefaultValue List<Flow> flows) {

    /** What becomes of texts that are empty. */
    enum EmptyStrings {
        /** They are left out, as are the members of objects within. */
        OMIT,
        KEEP
    }

    /**
     * Messages of some topics, and their table.
     *
     * @param input the topic filter; empty for no flow
     * @param tableName empty for {@code quix-} and the input, which is made if it is absent
     * @param paramPartitionKey the member that is the hash key, or the name of that, {@code |} and a pattern of strftime
     * @param paramSortKey the range key, likewise; empty for none
     * @param zone of the patterns, and of a time that names none
     * @param timestamp the member with the time of a message
     * @param maxRetry how often an item is sent again that the table leaves for later, before it is parked
     * @param include the members that are kept; none for all
     * @param exclude those that are not, even if they are included
     * @param emptyStrings what becomes of texts that are empty
     * @param topicAttribute the attribute that says which topic a message came by; empty for none
     * @param retention after which the table may remove an item; 0 for never
     * @param connections how many writes are made at the same time, 1 to 16
     */
    record Flow(
            @DefaultValue("") String input,
            @DefaultValue("") String tableName,
            @DefaultValue("") String paramPartitionKey,
            @DefaultValue("") String paramSortKey,
            @DefaultValue("UTC") ZoneId zone,
            @DefaultValue("timestamp") String timestamp,
            @DefaultValue("5") Integer maxRetry,
            @DefaultValue({}) Set<String> include,
            @DefaultValue({}) Set<String> exclude,
            @DefaultValue("omit") EmptyStrings emptyStrings,
            @DefaultValue("") String topicAttribute,
            @DefaultValue("0s") Duration retention,
            @DefaultValue("4") int connections) {

        private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_.-]{3,255}");
        private static final String AUTOMATIC = "quix-";
        private static final Duration LONGEST = Duration.ofDays(36_500);

        Flow {
            include = Set.copyOf(include);
            exclude = Set.copyOf(exclude);
        }

        /** Whether its table is made if it is absent. */
        boolean isTableAutomatic() {
            return tableName.isEmpty();
        }

        /** The name of its table; of the input, what a table's name cannot have becomes a hyphen. */
        String table() {
            return isTableAutomatic() ? AUTOMATIC + input.replaceAll("[^A-Za-z0-9_.-]", "-") : tableName;
        }

        /** The partition key, and the sort key if there is one. */
        List<KeyPattern> keys() {
            KeyPattern partition = KeyPattern.of(KeyPattern.Kind.PARTITION, paramPartitionKey, zone);
            return paramSortKey.isEmpty()
                    ? List.of(partition)
                    : List.of(partition, KeyPattern.of(KeyPattern.Kind.SORT, paramSortKey, zone));
        }

        private List<String> keyNames() {
            return keys().stream().map(KeyPattern::name).toList();
        }

        private void check(String name) {
            checkInput(name + ".input");
            if (!TABLE.matcher(table()).matches()) {
                throw new InvalidSetting(
                        name + ".table-name", table(), "the name of a DynamoDB table, 3 to 255 of A-Z a-z 0-9 _ . -");
            }
            checkKey(name + ".param-partition-key", paramPartitionKey);
            if (!paramSortKey.isEmpty()) checkKey(name + ".param-sort-key", paramSortKey);
            checkAttributes(name);
            if (maxRetry < 0) throw new InvalidSetting(name + ".max-retry", maxRetry, "a whole number from 0 on");
            if (connections < 1 || connections > 16) {
                throw new InvalidSetting(name + ".connections", connections, "a whole number from 1 to 16");
            }
            if (retention.isNegative() || retention.compareTo(LONGEST) > 0) {
                throw new InvalidSetting(name + ".retention", retention, "0, or a duration up to 36500d");
            }
        }

        private void checkInput(String name) {
            try {
                if (!new TopicFilter(input).text().startsWith(TopicFilter.SHARED)) return;
            } catch (IllegalArgumentException e) {
                throw new InvalidSetting(name, input, "a topic filter (" + e.getMessage() + ")");
            }
            throw new InvalidSetting(
                    name, input, "a topic filter without $share, which isobar.mqtt.share-group puts before it");
        }

        /** No two of those that are made here can have one name. */
        private void checkAttributes(String name) {
            List<KeyPattern> keys = keys();
            if (keys.size() > 1 && keys.getFirst().name().equals(keys.getLast().name())) {
                throw new InvalidSetting(
                        name + ".param-sort-key", paramSortKey, "another attribute than the partition key");
            }
            if (!retention.isZero() && keyNames().contains(ItemReader.EXPIRES_AT)) {
                throw new InvalidSetting(name + ".retention", retention, "0 with a key named " + ItemReader.EXPIRES_AT);
            }
            // A key that is no pattern can be the topic.
            boolean taken = keys.stream()
                    .anyMatch(key -> key.time() != null && key.name().equals(topicAttribute));
            if (taken || !retention.isZero() && topicAttribute.equals(ItemReader.EXPIRES_AT)) {
                throw new InvalidSetting(name + ".topic-attribute", topicAttribute, "a name of its own");
            }
        }

        private void checkKey(String name, String value) {
            try {
                KeyPattern.of(KeyPattern.Kind.PARTITION, value, zone);
            } catch (IllegalArgumentException e) {
                throw new InvalidSetting(
                        name,
                        value,
                        "the name of a member, or a name, | and a pattern of strftime (" + e.getMessage() + ")");
            }
        }
    }

    ArchiveProperties {
        flows = List.copyOf(flows);
        if (!flow.input().isEmpty()) flow.check("isobar.archive.flow");
        Set<List<String>> seen = new HashSet<>(Set.of(List.of(flow.input(), flow.table())));
        Map<String, List<String>> keys = new HashMap<>();
        if (!flow.input().isEmpty()) keys.put(flow.table(), flow.keyNames());
        for (int i = 0; i < flows.size(); i++) {
            String name = "isobar.archive.flows[" + i + "]";
            Flow each = flows.get(i);
            if (each.input().isEmpty()) throw new InvalidSetting(name + ".input", "", "a topic filter");
            each.check(name);
            if (!seen.add(List.of(each.input(), each.table()))) {
                throw new InvalidSetting(name + ".input", each.input(), "one flow for each topic filter and table");
            }
            List<String> others = keys.putIfAbsent(each.table(), each.keyNames());
            if (others != null && !others.equals(each.keyNames())) {
                throw new InvalidSetting(
                        name + ".param-partition-key",
                        String.join(", ", each.keyNames()),
                        "the keys of another flow into table %s: %s"
                                .formatted(each.table(), String.join(", ", others)));
            }
        }
    }

    /** Those that there are. */
    List<Flow> all() {
        List<Flow> all = new ArrayList<>(flows);
        if (!flow.input().isEmpty()) all.addFirst(flow);
        return List.copyOf(all);
    }
}
