package io.isobar.bench;

/** One way to use the service, measured. */
@FunctionalInterface
interface Scenario {

    /** Runs once; what it started it has also ended. */
    Figures run(Site site) throws Exception;
}
