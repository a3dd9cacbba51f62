package io.isobar;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.local.Isobar;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged service does not start with a wrong setting, and says in one line why. */
class StartIT {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        isobar.influx.batch-size=-1          | isobar.influx.batch-size is '-1'; allowed is a whole number from 1 to 100000
        isobar.mqtt.connections=2            | isobar.mqtt.connections is '2'; allowed is 1, or more with isobar.mqtt.share-group set
        isobar.mqtt.enabled=false            | isobar.mqtt.enabled is 'false'; allowed is true, or false with isobar.sqs-telemetry.queue or isobar.inbox.queue set
        isobar.mqtt.ssl-bundle=none          | isobar.mqtt.ssl-bundle is 'none'; allowed is the name of a bundle under spring.ssl.bundle.pem or .jks
        isobar.broker.data-dir=pom.xml       | isobar.broker.data-dir is 'pom.xml'; allowed is a folder that can be written
        isobar.spoool.after=1s               | isobar.spoool.after is not a setting; see application.yml for all of them
        """)
    void start_wrongSetting_endsWithOneLineThatNamesIt(String setting, String line) throws Exception {
        String[] nameAndValue = setting.split("=", 2);
        Map<String, String> settings = new TreeMap<>(Map.of("server.port", "0"));
        settings.put(nameAndValue[0], nameAndValue[1]);
        if (setting.startsWith("isobar.broker.data-dir")) settings.put("isobar.broker.enabled", "true");
        if (setting.equals("isobar.mqtt.ssl-bundle=none")) settings.put("isobar.mqtt.url", "ssl://localhost:8883");

        Isobar.Ended ended = Isobar.run(settings);

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output()).contains("isobar cannot start: " + line);
        // Beside what it told of its doings before, this line is all there is.
        assertThat(ended.output().stream().filter(any -> !any.contains(" INFO ")))
                .hasSize(1);
    }

    @Test
    void start_brokerPortTaken_endsWithOneLineThatNamesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Isobar.Ended ended = Isobar.run(Map.of(
                    "server.port",
                    "0",
                    "isobar.broker.enabled",
                    "true",
                    "isobar.broker.port",
                    "" + taken.getLocalPort()));

            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.output())
                    .anyMatch(line -> line.startsWith("isobar cannot start: isobar.broker.port is '"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server.port=99999", "server.address=192.0.2.1"})
    void start_noAddressToListenOn_endsWithOneLineThatNamesTheSettings(String setting) throws Exception {
        String[] nameAndValue = setting.split("=");

        Isobar.Ended ended = Isobar.run(Map.of(nameAndValue[0], nameAndValue[1]));

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output())
                .anyMatch(line -> line.startsWith("isobar cannot start: the web server cannot listen: ")
                        && line.endsWith("(see server.address and server.port)"))
                .noneMatch(line -> line.startsWith("\tat "));
    }

    @Test
    void start_portTaken_endsWithOneLineThatNamesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Isobar.Ended ended =
                    Isobar.run(Map.of("server.address", "127.0.0.1", "server.port", "" + taken.getLocalPort()));

            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.output())
                    .anyMatch(line ->
                            line.startsWith("isobar cannot start: ") && line.contains("port " + taken.getLocalPort()));
        }
    }
}
