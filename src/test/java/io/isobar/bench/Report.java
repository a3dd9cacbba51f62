package io.isobar.bench;

import io.isobar.local.Isobar;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Writes what was measured as lines of JSON, each with all that is needed to measure it again. */
final class Report {

    private static final JsonMapper JSON = new JsonMapper();

    private final PrintStream out;
    private final Map<String, Object> machine = Machine.describe();
    private final Map<String, String> versions = Machine.versions();

    Report(PrintStream out) {
        this.out = out;
    }

    void run(String scenario, Build build, int number, Figures figures) {
        write(scenario, Map.of("run", number, "figures", figures.values()), build);
    }

    /** The median, the lowest and the highest of each figure. */
    void summary(String scenario, Build build, List<Figures> runs) {
        write(scenario, Map.of("runs", runs.size(), "summary", statistics(runs)), build);
    }

    private void write(String scenario, Map<String, Object> measured, Build build) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("scenario", scenario);
        measured.entrySet().stream()
                .sorted(Map.Entry.<String, Object>comparingByKey().reversed())
                .forEach(entry -> line.put(entry.getKey(), entry.getValue()));
        line.put("commit", build.commit());
        List<String> jvm = new ArrayList<>(Isobar.JVM_OPTIONS);
        jvm.addAll(build.jvm());
        line.put("jvm", String.join(" ", jvm));
        line.put("versions", versions);
        line.put("machine", machine);
        out.println(JSON.writeValueAsString(line));
    }

    private static Map<String, Statistics> statistics(List<Figures> runs) {
        Map<String, Statistics> statistics = new LinkedHashMap<>();
        for (String name : runs.getFirst().values().keySet()) {
            statistics.put(
                    name,
                    Statistics.of(
                            runs.stream().map(run -> run.values().get(name)).toList()));
        }
        return statistics;
    }
}
