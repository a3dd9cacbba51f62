package io.isobar.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The program behind {@code bin/bench}: runs scenarios and reports them on standard output, its doings on standard error. */
public final class Bench {

    private final Options options;
    private final Report report;

    private Bench(Options options, PrintStream out) {
        this.options = options;
        this.report = new Report(out);
    }

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out));
    }

    /** The exit status: 0, 1 if something was lost, doubled or broken, 2 if the arguments are wrong. */
    static int run(List<String> arguments, PrintStream out) {
        try {
            new Bench(Options.parse(arguments), out).run();
            return 0;
        } catch (IllegalArgumentException e) {
            System.err.println("bin/bench: " + e.getMessage());
            return 2;
        } catch (Exception e) {
            System.err.println("bin/bench: " + (e.getMessage() == null ? e : e.getMessage()));
            return 1;
        }
    }

    private void run() throws Exception {
        Build here = Build.in(Path.of("."), options.jvm());
        Map<String, Scenario> chosen = scenarios(here);
        if (options.compare().isEmpty()) {
            for (String name : chosen.keySet()) measure(name, chosen.get(name), List.of(here));
        } else {
            compare(chosen, here);
        }
    }

    private Map<String, Scenario> scenarios(Build here) {
        if (options.soak() == 0) return new Scenarios(options.messages()).chosen(options.scenarios());
        Soak soak = new Soak(
                options.soak(), options.messages(), (minute, figures) -> report.minute("soak", here, minute, figures));
        return Map.of("soak", soak);
    }

    private void compare(Map<String, Scenario> chosen, Build here) throws Exception {
        System.err.println("bin/bench: building " + options.compare());
        try (Worktree other = Worktree.of(options.compare())) {
            Build old = Build.in(other.folder(), options.jvm());
            for (String name : chosen.keySet()) {
                List<List<Figures>> runs = measure(name, chosen.get(name), List.of(old, here));
                report.comparison(name, old, runs.get(0), here, runs.get(1));
            }
        }
    }

    /** Each run of all builds in turn, so that what else the machine does falls on all of them. */
    private List<List<Figures>> measure(String name, Scenario scenario, List<Build> measured) throws Exception {
        List<Build> builds =
                measured.stream().map(build -> build.forScenario(scenario)).toList();
        int count = options.runs() > 0 ? options.runs() : scenario.runs();
        List<List<Figures>> runs = new ArrayList<>();
        for (int build = 0; build < builds.size(); build++) runs.add(new ArrayList<>());
        for (int number = 1; number <= count; number++) {
            for (int build = 0; build < builds.size(); build++) {
                System.err.printf(
                        "bin/bench: %s of %s, run %d of %d%n",
                        name, builds.get(build).commit(), number, count);
                Figures figures = once(name, scenario, builds.get(build));
                runs.get(build).add(figures);
                report.run(name, builds.get(build), number, figures);
            }
        }
        for (int build = 0; build < builds.size(); build++) report.summary(name, builds.get(build), runs.get(build));
        return runs;
    }

    private static Figures once(String name, Scenario scenario, Build build) throws Exception {
        try (Site site = Site.open(build)) {
            return scenario.run(site);
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(name + " of " + build.commit() + ": " + e.getMessage(), e);
        }
    }
}
