package io.isobar.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All scenarios by their names. Those of a family, such as {@code paced-2000}, can be asked for together, as {@code paced}. */
final class Scenarios {

    private final Map<String, Scenario> byName = new LinkedHashMap<>();

    Scenarios(Options options) {
        byName.put("drain", new Drain(options.messages()));
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
