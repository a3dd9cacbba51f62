package io.isobar.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.isobar.local.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image of Isobar, built and started step by step without an engine, with none of its peers there. */
class ImageIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int TERMINATED = 128 + 15;

    @TempDir
    Path folder;

    private Process process;

    @AfterEach
    void endWhatATestLeft() throws InterruptedException {
        if (process != null) process.destroyForcibly().waitFor();
    }

    @Test
    void image_startsFromItsCacheAnswersItsHealthCheckAndEndsWhenTold() throws Exception {
        int feature = Runtime.version().feature();
        if (feature < 25) System.err.println("NOT TESTED: the AOT cache of the image needs JDK 25, this is " + feature);
        assumeTrue(feature >= 25, "the AOT cache needs JDK 25");
        if (!HandBuilt.canBeAlone()) System.err.println("NOT TESTED: that the training run needs no network");

        HandBuilt image = HandBuilt.in(folder);
        int port = Ports.free();
        assertThat(image.health(port).status()).isEqualTo(1);
        process = image.start(variables(port));
        await().atMost(PATIENCE)
                .until(() -> !process.isAlive() || image.health(port).status() == 0);

        String log = Files.readString(image.log());
        assertThat(process.isAlive()).as(log).isTrue();
        assertThat(log).contains("Using AOT-linked classes: true");
        assertThat(image.health(port).output()).isEqualTo("/actuator/health/liveness: 200\n");
        // Nobody is there that it could be connected to.
        assertThat(image.health(port, "/actuator/health/readiness").status()).isEqualTo(1);
        // On Linux: the library is the one of the image, and nothing was unpacked.
        assertThat(Files.readString(Path.of("/proc", "" + process.pid(), "maps")))
                .contains(image.root().resolve("app/native/librocksdbjni-").toString());
        assertThat(image.root().resolve("data/spool")).isDirectory();

        process.destroy();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(TERMINATED);
        assertThat(Files.readString(image.log())).doesNotContain("ERROR");
    }

    /** With another heap than that of the training, and without mercy for a cache that cannot be used. */
    private static Map<String, String> variables(int port) {
        return new TreeMap<>(Map.of(
                "JDK_JAVA_OPTIONS",
                "-XX:AOTMode=on -Xlog:aot -Xmx200m",
                "ISOBAR_HTTP_PORT",
                "" + port,
                "MQTT_URL",
                "tcp://127.0.0.1:" + Ports.free(),
                "INFLUX_URL",
                "http://127.0.0.1:" + Ports.free(),
                "AWS_ENDPOINT_URL",
                "http://127.0.0.1:" + Ports.free(),
                "AWS_REGION",
                "eu-central-1",
                "AWS_ACCESS_KEY_ID",
                "local",
                "AWS_SECRET_ACCESS_KEY",
                "local"));
    }
}
