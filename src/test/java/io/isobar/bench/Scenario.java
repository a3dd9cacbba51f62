package io.isobar.bench;

/** One way to use the service, measured. */
interface Scenario {

    /** Runs once; what it started it has also ended. */
    Figures run(Site site) throws Exception;

    /** How often it runs, unless that is told. */
    default int runs() {
        return 3;
    }
}
