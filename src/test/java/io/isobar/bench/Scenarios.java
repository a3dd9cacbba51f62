package io.isobar.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All scenarios but the soak by their names. Those of a family, such as {@code paced-2000}, can be asked for together, as {@code paced}. */
final class Scenarios {

    private final Map<String, Scenario> byName = new LinkedHashMap<>();

    /** @param messages of {@code drain}, by which the others are scaled */
    Scenarios(int messages) {
        byName.put("drain", new Drain(messages));
        byName.put("embedded", new Embedded(messages));
        byName.put("paced-2000", new Paced(2_000, messages));
        byName.put("paced-10000", new Paced(10_000, messages));
        byName.put("cold", new Cold(messages));
        byName.put("many", new Many(messages));
        byName.put("outage", new Outage(messages));
        byName.put("scale-1", new Scale(messages, 1, 1));
        byName.put("scale-2", new Scale(messages, 2, 1));
        byName.put("scale-4", new Scale(messages, 4, 1));
        byName.put("scale-processes", new Scale(messages, 1, 2));
        byName.put("inbox", new Inbox(Math.max(1, messages / 5)));
        byName.put("archive", new Archive(messages));
        byName.put("start-jar", new Start());
        // Caches are made in one step since JDK 25.
        if (Runtime.version().feature() >= 25) byName.put("start-aot", new StartAot());
    }

    /**
     * @param wanted names of scenarios or of families; all of them if it is empty
     * @throws IllegalArgumentException if there is none of a name
     */
    Map<String, Scenario> chosen(List<String> wanted) {
        if (wanted.isEmpty()) return byName;
        Map<String, Scenario> chosen = new LinkedHashMap<>();
        for (String name : wanted) {
            int before = chosen.size();
            byName.forEach((any, scenario) -> {
                if (any.equals(name) || any.startsWith(name + "-")) chosen.put(any, scenario);
            });
            if (chosen.size() == before && !chosen.containsKey(name)) {
                throw new IllegalArgumentException(
                        "unknown scenario " + name + "; there are " + String.join(", ", byName.keySet()));
            }
        }
        return chosen;
    }
}
