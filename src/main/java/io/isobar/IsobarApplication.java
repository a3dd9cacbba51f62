package io.isobar;

import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;

/** Runs Isobar until it is told to stop. Its settings are listed in {@code application.yml}. */
// Whoever needs Spring Integration imports it: see mqtt.
@SpringBootApplication(proxyBeanMethods = false, exclude = IntegrationAutoConfiguration.class)
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
