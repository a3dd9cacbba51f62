package io.isobar;

import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Runs Isobar until it is told to stop. Its settings are listed in {@code application.yml}. */
@SpringBootApplication(proxyBeanMethods = false)
public class IsobarApplication {

    private static final int BROKEN = 3;

    public static void main(String[] arguments) {
        Thread.setDefaultUncaughtExceptionHandler(IsobarApplication::endIfBroken);
        SpringApplication.run(IsobarApplication.class, arguments);
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
