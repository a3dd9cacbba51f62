package io.isobar.sqs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {

    @Test
    void of_whatARuleMakes_hasTheBytesOfTheDevice() throws BadEnvelope {
        Envelope envelope = Envelope.of(
                "{\"base64Payload\":\"eyJwIjoxfQ==\",\"topic\":\"/pressure/data\",\"receivedAt\":1795251600123}");

        assertThat(envelope).isNotNull();
        assertThat(envelope.payload()).isEqualTo("{\"p\":1}".getBytes(UTF_8));
        assertThat(envelope.topic()).isEqualTo("/pressure/data");
        assertThat(envelope.receivedAt()).isEqualTo(Instant.ofEpochMilli(1_795_251_600_123L));
    }

    @Test
    void of_onlyAPayload_isAnEnvelope() throws BadEnvelope {
        Envelope envelope = Envelope.of("{\"more\":{\"topic\":7},\"base64Payload\":\"\"}");

        assertThat(envelope).isNotNull();
        assertThat(envelope.payload()).isEmpty();
        assertThat(envelope.topic()).isNull();
        assertThat(envelope.receivedAt()).isNull();
    }

    /** In the form in which AWS IoT Core hands a message to the error action of a rule. */
    @Test
    void of_whatARuleCouldNotPutIntoTheQueue_hasTheBytesOfTheDevice() throws BadEnvelope {
        Envelope envelope = Envelope.of("""
                {"ruleName":"TelemetryRule","topic":"/pressure/data","cloudwatchTraceId":"7e146a2c","clientId":"c7",
                 "base64OriginalPayload":"eyJwIjoxfQ==",
                 "failures":[{"failedAction":"SqsAction","failedResource":"queue","errorMessage":"Access denied"}]}""");

        assertThat(envelope).isNotNull();
        assertThat(envelope.payload()).isEqualTo("{\"p\":1}".getBytes(UTF_8));
        assertThat(envelope.topic()).isEqualTo("/pressure/data");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pressure=812",
                "{\"pressure\":812}",
                "\"base64Payload\"",
                "[{\"base64Payload\":\"e30=\"}]",
                "{\"nested\":{\"base64Payload\":\"e30=\"}}",
                "{\"base64Payload\":\"e30=\"",
                "{\"base64Payload\":\"e30=\"}{}"
            })
    void of_anythingElse_isNone(String body) throws BadEnvelope {
        assertThat(Envelope.of(body)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"base64Payload":null}                             | base64Payload is not a text
        {"base64Payload":{}}                               | base64Payload is not a text
        {"base64Payload":"{}"}                             | base64Payload is not Base64
        {"base64OriginalPayload":"{}"}                     | base64OriginalPayload is not Base64
        {"base64Payload":"e30=","topic":7}                 | topic is not a text
        {"base64Payload":"e30=","topic":""}                | topic is no name of a topic
        {"base64Payload":"e30=","topic":"/pressure/#"}     | topic is no name of a topic
        {"base64Payload":"e30=","receivedAt":"now"}        | receivedAt is no number
        {"base64Payload":"e30=","receivedAt":-1}           | receivedAt is no number
        {"base64Payload":"e30=","receivedAt":1.5}          | receivedAt is no number
        {"base64Payload":"e30=","receivedAt":9300000000000} | receivedAt is no number
        {"base64Payload":"e30=","receivedAt":99999999999999999999} | receivedAt is no number
        """)
    void of_wrongMember_saysWhich(String body, String why) {
        assertThatThrownBy(() -> Envelope.of(body))
                .isInstanceOf(BadEnvelope.class)
                .hasMessageStartingWith(why);
    }
}
