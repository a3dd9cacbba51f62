package io.isobar;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/**
 * Says in one line on standard error why the service cannot start. Replaces Spring Boot's own report, whose logger is off,
 * for every failure that has an analysis, so that a port in use reads like a wrong setting.
 */
final class OneLineFailureReporter implements FailureAnalysisReporter {

    @Override
    public void report(FailureAnalysis analysis) {
        String action = analysis.getAction() == null ? "" : " " + analysis.getAction();
        System.err.println("isobar cannot start: "
                + (analysis.getDescription() + action).strip().replaceAll("\\s+", " "));
    }
}
