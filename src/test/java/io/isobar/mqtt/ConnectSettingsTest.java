package io.isobar.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.pipeline.Secret;
import io.isobar.tls.Tls;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectSettingsTest {

    /** A scheme that was not recognized would send the password in plain text. */
    @ParameterizedTest
    @CsvSource({
        "tcp://broker, false, false, 1883",
        "ssl://broker, true, false, 8883",
        "SSL://broker, true, false, 8883",
        "ws://broker/mqtt, false, true, 80",
        "wss://broker/mqtt, true, true, 443",
        "WsS://broker/mqtt, true, true, 443",
        "Ssl://broker:1, true, false, 1",
    })
    void url_ofAnyCase_saysHowToConnect(String url, boolean tls, boolean webSocket, int port) {
        ConnectSettings settings = settings(url);

        assertThat(settings.isTls()).isEqualTo(tls);
        assertThat(settings.isWebSocket()).isEqualTo(webSocket);
        assertThat(settings.port()).isEqualTo(port);
    }

    static ConnectSettings settings(String url) {
        return new ConnectSettings(
                url,
                "client",
                false,
                Duration.ofHours(1),
                Duration.ofSeconds(30),
                "",
                new Secret(""),
                Tls.ofTheJvm("none"),
                "");
    }
}
