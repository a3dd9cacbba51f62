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
        Map<String, Object> line = line(scenario);
        line.put("run", number);
        line.put("figures", figures.values());
        write(line, build);
    }

    /** A part of a run. */
    void minute(String scenario, Build build, int number, Figures figures) {
        Map<String, Object> line = line(scenario);
        line.put("minute", number);
        line.put("figures", figures.values());
        write(line, build);
    }

    /** The median, the lowest and the highest of each figure. */
    void summary(String scenario, Build build, List<Figures> runs) {
        Map<String, Object> line = line(scenario);
        line.put("runs", runs.size());
        line.put("summary", statistics(runs));
        write(line, build);
    }

    /** For each figure the median of the new build by that of the old one, beside the spreads of both. */
    void comparison(String scenario, Build oldBuild, List<Figures> oldRuns, Build newBuild, List<Figures> newRuns) {
        Map<String, Statistics> before = statistics(oldRuns);
        Map<String, Object> figures = new LinkedHashMap<>();
        statistics(newRuns).forEach((name, after) -> {
            Map<String, Object> figure = new LinkedHashMap<>();
            figure.put("ratio", after.ratioTo(before.get(name)));
            figure.put("old", before.get(name));
            figure.put("new", after);
            figures.put(name, figure);
        });
        Map<String, Object> line = line(scenario);
        line.put("runs", newRuns.size());
        line.put("comparedWith", oldBuild.commit());
        line.put("comparison", figures);
        write(line, newBuild);
    }

    private static Map<String, Object> line(String scenario) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("scenario", scenario);
        return line;
    }

    private void write(Map<String, Object> line, Build build) {
        List<String> jvm = new ArrayList<>(Isobar.JVM_OPTIONS);
        jvm.addAll(build.jvm());
        line.put("commit", build.commit());
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
