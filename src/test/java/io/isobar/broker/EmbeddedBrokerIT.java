package io.isobar.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isobar.local.Ports;
import io.isobar.pipeline.InvalidSetting;
import io.isobar.pipeline.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker inside the process, with clients that are not of our making. */
class EmbeddedBrokerIT {

    private final int port = Ports.free();

    @TempDir
    Path folder;

    @Test
    void publish_toASessionThatIsAway_isKeptOverARestart() throws Exception {
        EmbeddedBroker first = start("", "");
        assertThat(client("mosquitto_sub", "-V", "5", "-i", "away", "-c", "-x", "600", "-q", "1", "-t", "t", "-E"))
                .isZero();
        assertThat(client("mosquitto_pub", "-q", "1", "-t", "t", "-m", "kept")).isZero();
        first.close();

        EmbeddedBroker second = start("", "");
        assertThat(client(
                        "mosquitto_sub",
                        "-V",
                        "5",
                        "-i",
                        "away",
                        "-c",
                        "-x",
                        "600",
                        "-q",
                        "1",
                        "-t",
                        "t",
                        "-C",
                        "1",
                        "-W",
                        "20"))
                .isZero();
        second.close();
    }

    @Test
    void connect_withPassword_letsInOnlyWhoSendsIt() throws Exception {
        EmbeddedBroker broker = start("user", "secret");

        assertThat(client("mosquitto_pub", "-u", "user", "-P", "secret", "-q", "1", "-t", "t", "-m", "m"))
                .isZero();
        assertThat(client("mosquitto_pub", "-u", "user", "-P", "wrong", "-q", "1", "-t", "t", "-m", "m"))
                .isNotZero();
        assertThat(client("mosquitto_pub", "-q", "1", "-t", "t", "-m", "m")).isNotZero();
        broker.close();
    }

    @Test
    void bind_beyondLoopbackWithoutCredentials_isRefused() {
        assertThatThrownBy(() -> properties("0.0.0.0", "", "")).isInstanceOf(InvalidSetting.class);
        assertThat(properties("0.0.0.0", "user", "secret").bindAddress()).isEqualTo("0.0.0.0");
        assertThat(properties("0.0.0.0", "user", "secret").toString()).doesNotContain("secret");
    }

    private EmbeddedBroker start(String username, String password) throws InterruptedException {
        EmbeddedBroker broker = new EmbeddedBroker(properties("127.0.0.1", username, password));
        broker.start();
        return broker;
    }

    private BrokerProperties properties(String address, String username, String password) {
        return new BrokerProperties(
                true,
                address,
                port,
                folder.resolve("data").toString(),
                username,
                new Secret(password),
                1000,
                Duration.ofHours(1),
                1000);
    }

    private int client(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(1, List.of("-h", "127.0.0.1", "-p", "" + port));
        return new ProcessBuilder(all).inheritIO().start().waitFor();
    }
}
