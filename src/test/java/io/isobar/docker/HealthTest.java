package io.isobar.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.isobar.local.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {

    private static final String LIVENESS = "/actuator/health/liveness";

    @ParameterizedTest
    @CsvSource({"200, 0", "503, 1", "404, 1"})
    void health_isTheStatusOfTheLiveness(int status, int exit) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(LIVENESS, exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            Shell.Ended ended = health(server.getAddress().getPort());

            assertThat(ended).isEqualTo(new Shell.Ended(exit, LIVENESS + ": " + status + "\n"));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void health_nobodyListens_fails() throws Exception {
        int port = Ports.free();

        assertThat(health(port)).isEqualTo(new Shell.Ended(1, "nobody listens on port " + port + "\n"));
    }

    @Test
    void health_noAnswer_failsBeforeItIsKilled() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(health(silent.getLocalPort()))
                    .isEqualTo(new Shell.Ended(1, LIVENESS + ": no answer within 2 seconds\n"));
        }
    }

    private static Shell.Ended health(int port) throws IOException, InterruptedException {
        return Health.ask(Path.of("docker/health"), port);
    }
}
