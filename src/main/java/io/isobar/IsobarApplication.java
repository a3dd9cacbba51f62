package io.isobar;

import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.ssl.SslMetricsAutoConfiguration;

/** Runs Isobar until it is told to stop. Its settings are listed in {@code application.yml}. */
// Whoever needs Spring Integration imports it: see mqtt. And the metrics of SSL bundles read renewed files for
// themselves: one
// that is half-written makes them throw, before it comes to those who would keep the old one.
@SpringBootApplication(
        proxyBeanMethods = false,
        exclude = {IntegrationAutoConfiguration.class, SslMetricsAutoConfiguration.class})
@EnableConfigurationProperties(IsobarProperties.class)
public class IsobarApplication {

    private static final int NOT_STARTED = 1;
    private static final int BROKEN = 3;

    public static void main(String[] arguments) {
        Thread.setDefaultUncaughtExceptionHandler(IsobarApplication::endIfBroken);
        start(arguments);
    }

    /** Returns when it has started. If it cannot, it has said why, and ends the process whatever threads are left. */
    public static void start(String... arguments) {
        try {
            SpringApplication.run(IsobarApplication.class, arguments);
        } catch (RuntimeException reported) {
            System.exit(NOT_STARTED);
        }
    }

    /**
     * A service that has lost a thread to an error, out of memory above all, looks alive and does nothing. It is better ended
     * and started again: what is not acknowledged is delivered again.
     */
    private static void endIfBroken(Thread thread, Throwable failure) {
        LoggerFactory.getLogger(IsobarApplication.class).error("thread {} died", thread.getName(), failure);
        if (failure instanceof Error) Runtime.getRuntime().halt(BROKEN);
    }
}
