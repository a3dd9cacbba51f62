package io.isobar.bench;

import java.util.List;

/** One way to use the service, measured. */
interface Scenario {

    /** Runs once; what it started it has also ended. */
    Figures run(Site site) throws Exception;

    /** Options of the JVM by which the README would have it run, beside those for all. */
    default List<String> jvm() {
        return List.of();
    }

    /** How often it runs, unless that is told. */
    default int runs() {
        return 3;
    }
}
