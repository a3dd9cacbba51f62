package io.isobar;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Runs Isobar until it is told to stop. Its settings are listed in {@code application.yml}. */
@SpringBootApplication(proxyBeanMethods = false)
public class IsobarApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(IsobarApplication.class, arguments);
    }
}
