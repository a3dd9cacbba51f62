package io.isobar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.ServiceTest;
import io.isobar.local.Isobar;
import io.isobar.local.Mosquitto;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The broker hangs, dies, cuts the connection or refuses the subscription. */
class BrokerFaultsIT extends ServiceTest {

    @Test
    void brokerHangs_untilConnectingTimesOut_keepsTheSession() throws Exception {
        try (Isobar isobar = ready()) {
            publish(0, 1_000);
            awaitPoints(1_000);
            broker.process().signal("STOP");
            await().atMost(PATIENCE).until(() -> isobar.log().contains("connection lost"));
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_mqtt_connected") == 0);
            // One more attempt, which the broker will find in its socket when it goes on.
            await().atMost(PATIENCE).during(Duration.ofSeconds(20)).until(() -> !isobar.isReady());
            broker.process().signal("CONT");
            publish(1_000, 6_000);

            awaitPoints(6_000);
            assertThat(isobar.log()).doesNotContain("has lost the session");
        }
    }

    @Test
    void brokerIsKilled_withWhatItHasSaved_bringsAllOfItBack() throws Exception {
        broker.close();
        broker = Mosquitto.start(
                folder,
                port,
                brokerSettings() + "\npersistence true\npersistence_location " + folder + "/\nautosave_interval 0");
        ready().close();
        publish(0, 5_000);
        broker.process().signal("USR1");
        await().until(() -> Files.exists(folder.resolve("mosquitto.db")));
        broker.process().kill();
        broker.process().start();

        try (Isobar isobar = ready()) {
            awaitSettled(isobar, 5_000);
            broker.process().kill();
            await().atMost(PATIENCE).until(() -> !isobar.isReady());
            broker.process().start();
            await().atMost(PATIENCE).until(isobar::isReady);
            publish(5_000, 10_000);

            awaitSettled(isobar, 10_000);
        }
    }

    @Test
    void connectionIsCut_againAndAgainUnderLoad_losesAndDoublesNothing() throws Exception {
        int rounds = LONG ? 30 : 6;
        try (TcpFaults cutter = TcpFaults.before(port)) {
            settings.put("isobar.mqtt.url", "tcp://127.0.0.1:" + cutter.port());
            try (Isobar isobar = ready()) {
                for (int round = 0; round < rounds; round++) {
                    int from = round * 4_000;
                    Thread publishing = Thread.ofVirtual().start(() -> publish(from, from + 4_000));
                    await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).until(() -> points() > from + 500);
                    cutter.cut();
                    publishing.join();
                    await().atMost(PATIENCE).until(isobar::isReady);
                }

                awaitSettled(isobar, rounds * 4_000);
                assertThat(isobar.log()).contains("connection lost").doesNotContain("has lost the session");
            }
        }
    }

    @Test
    void oneOfTwoInstancesIsStopped_underLoad_theOtherWritesTheRest() throws Exception {
        settings.put("isobar.mqtt.share-group", "readings");
        settings.put("isobar.mqtt.session-expiry", "0s");
        try (Isobar stays = ready("stays");
                Isobar goes = ready("goes")) {
            Thread publishing = Thread.ofVirtual().start(() -> publish(0, 40_000));
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(PATIENCE)
                    .until(() -> goes.metric("isobar_written_total") > 1_000);
            goes.process().terminate();
            publishing.join();

            awaitSettled(stays, 40_000);
            assertThat(stays.metric("isobar_written_total")).isLessThan(40_000);
        }
    }

    /** They take the session from each other; mosquitto closes the connection without a word. */
    @Test
    void twoInstancesHaveOneClientId_byMistake_loseNothing() throws Exception {
        try (Isobar first = ready("same");
                Isobar second = Isobar.start(Files.createDirectories(folder.resolve("second")), settings)) {
            await().atMost(PATIENCE)
                    .until(() -> Stream.of(first, second)
                            .anyMatch(isobar -> isobar.log().contains("connection lost")));
            publish(0, 1_000);
            second.process().terminate();

            awaitPoints(1_000);
        }
    }

    /** In a folder of its own, which it is named by at the broker too. */
    private Isobar ready(String name) throws IOException {
        settings.put("isobar.mqtt.client-id", name);
        Isobar isobar = Isobar.start(Files.createDirectories(folder.resolve(name)), settings);
        await().atMost(PATIENCE).until(isobar::isReady);
        return isobar;
    }

    /** By the dynamic security plugin; the older access list of mosquitto grants every subscription and sends nothing. */
    @Test
    void subscriptionIsRefused_untilItIsGranted_isNotReadyAndSaysWhy() throws Exception {
        Path users = folder.resolve("users.json");
        control("init", users.toString(), "admin", "admin");
        broker.close();
        broker = Mosquitto.start(
                folder,
                port,
                "listener " + port + " 127.0.0.1\nplugin " + plugin() + "\nplugin_opt_config_file " + users);
        control("createClient", "isobar", "-p", "secret");
        control("createRole", "readings");
        control("addClientRole", "isobar", "readings");
        settings.put("isobar.mqtt.username", "isobar");
        settings.put("isobar.mqtt.password", "secret");
        try (Isobar isobar = started()) {
            await().atMost(PATIENCE).until(() -> isobar.log().contains("refuses the subscription to '/pressure/data'"));
            assertThat(isobar.isReady()).isFalse();

            control("addRoleACL", "readings", "subscribeLiteral", "/pressure/data", "allow");
            await().atMost(PATIENCE).until(isobar::isReady);
            control("addRoleACL", "readings", "publishClientSend", "#", "allow");
            control("addRoleACL", "readings", "publishClientReceive", "#", "allow");
            publishAs("isobar", "secret");

            awaitSettled(isobar, 1);
        }
    }

    private static Path plugin() throws IOException {
        try (Stream<Path> libraries = Files.walk(Path.of("/usr/lib"), 2)) {
            return libraries
                    .filter(file -> file.endsWith("mosquitto_dynamic_security.so"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void control(String command, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("mosquitto_ctrl"));
        if (!command.equals("init")) {
            all.addAll(List.of("-h", "127.0.0.1", "-p", "" + port, "-u", "admin", "-P", "admin"));
        }
        all.addAll(List.of("dynsec", command));
        all.addAll(List.of(arguments));
        run(all);
    }

    private void publishAs(String user, String password) throws Exception {
        String reading = readings(0, 1).findFirst().orElseThrow();
        run(List.of(
                "mosquitto_pub", "-p", "" + port, "-u", user, "-P", password, "-q", "1", "-t", TOPIC, "-m", reading));
    }

    private static void run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command + ": " + said).isZero();
    }
}
