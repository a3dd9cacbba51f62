package io.isobar;

import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;
import org.springframework.boot.logging.LoggingSystemProperty;

/**
 * Says in one line on standard error why the service cannot start, or in the log where that is JSON, one object a line. Replaces
 * Spring Boot's own report, whose logger is off, for every failure that has an analysis, so that a port in use reads like a
 * wrong setting.
 */
final class OneLineFailureReporter implements FailureAnalysisReporter {

    @Override
    public void report(FailureAnalysis analysis) {
        String action = analysis.getAction() == null ? "" : " " + analysis.getAction();
        String line = "isobar cannot start: "
                + (analysis.getDescription() + action).strip().replaceAll("\\s+", " ");
        if (isLogJson()) LoggerFactory.getLogger(OneLineFailureReporter.class).error(line);
        else System.err.println(line);
    }

    /** Known by what Spring Boot tells the log. */
    private static boolean isLogJson() {
        String format =
                System.getProperty(LoggingSystemProperty.CONSOLE_STRUCTURED_FORMAT.getEnvironmentVariableName());
        return format != null && !format.isEmpty();
    }
}
