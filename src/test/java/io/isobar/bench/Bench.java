package io.isobar.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The program behind {@code bin/bench}: runs scenarios and reports them, on standard output; its doings on standard error. */
public final class Bench {

    private final Options options;
    private final Report report;

    Bench(Options options, PrintStream out) {
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
            System.err.println("bin/bench: " + e);
            return 1;
        }
    }

    void run() throws Exception {
        Map<String, Scenario> chosen = new Scenarios(options).chosen(options.scenarios());
        Build build = Build.in(Path.of("."), options.jvm());
        for (Map.Entry<String, Scenario> scenario : chosen.entrySet()) {
            List<Figures> runs = new ArrayList<>();
            for (int number = 1; number <= options.runs(); number++) {
                runs.add(measure(scenario.getKey(), scenario.getValue(), build, number));
            }
            report.summary(scenario.getKey(), build, runs);
        }
    }

    private Figures measure(String name, Scenario scenario, Build build, int number) throws Exception {
        System.err.printf("bin/bench: %s of %s, run %d of %d%n", name, build.commit(), number, options.runs());
        try (Site site = Site.open(build)) {
            Figures figures = scenario.run(site);
            report.run(name, build, number, figures);
            return figures;
        }
    }
}
