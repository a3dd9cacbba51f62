package io.isobar.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The program that is measured.
 *
 * @param commit of the sources that it was built from
 * @param jar the packaged service
 * @param jvm further options of the JVM that runs it
 */
record Build(String commit, Path jar, List<String> jvm) {

    Build {
        jvm = List.copyOf(jvm);
    }

    /** @param tree a checkout in which {@code mvn package} was run */
    static Build in(Path tree, List<String> jvm) {
        return new Build(commit(tree), tree.resolve("target/isobar.jar").toAbsolutePath(), jvm);
    }

    /** The same, run as the scenario wants it; what was asked for comes last, and holds. */
    Build forScenario(Scenario scenario) {
        List<String> options =
                Stream.concat(scenario.jvm().stream(), jvm.stream()).toList();
        return new Build(commit, jar, options);
    }

    private static String commit(Path tree) {
        try {
            return Command.in(tree, "git", "describe", "--always", "--dirty", "--abbrev=12");
        } catch (IllegalStateException noRepository) {
            return "unknown";
        }
    }

    /** What {@code java} is told. */
    List<String> program() {
        return Stream.concat(jvm.stream(), Stream.of("-jar", jar.toString())).toList();
    }
}
