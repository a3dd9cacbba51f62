package io.isobar.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isobar.pipeline.InvalidSetting;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;

class QueueAddressTest {

    @ParameterizedTest
    @CsvSource({
        "https://sqs.eu-central-1.amazonaws.com/123456789012/telemetry, eu-central-1",
        "https://vpce-1-2.sqs.us-gov-west-1.vpce.amazonaws.com/123456789012/telemetry, us-gov-west-1",
        "http://127.0.0.1:9324/000000000000/telemetry,",
        "http://sqs.local:9324/000000000000/telemetry,"
    })
    void of_url_isReachedWhereItSays(String url, String region) {
        QueueAddress address = of(url, "http://127.0.0.1:8000");

        assertThat(address.url()).isEqualTo(url);
        assertThat(address.endpoint()).isEqualTo(URI.create(url).resolve("/"));
        assertThat(address.region()).isEqualTo(region == null ? null : Region.of(region));
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:sqs:eu-central-1:123456789012:telemetry, https://sqs.eu-central-1.amazonaws.com/123456789012/telemetry",
        "arn:aws-cn:sqs:cn-north-1:123456789012:t.fifo, https://sqs.cn-north-1.amazonaws.com.cn/123456789012/t.fifo"
    })
    void of_arn_isReachedInItsRegion(String arn, String url) {
        QueueAddress address = of(arn, "");

        assertThat(address.url()).isEqualTo(url);
        assertThat(address.endpoint()).isNull();
        assertThat(address.region()).isEqualTo(Region.of(arn.split(":")[3]));
    }

    @Test
    void of_arnWithAStandInForAws_isThere() {
        QueueAddress address = of("arn:aws:sqs:eu-central-1:000000000000:telemetry", "http://127.0.0.1:9324");

        assertThat(address.url()).isEqualTo("http://127.0.0.1:9324/000000000000/telemetry");
        assertThat(address.endpoint()).isEqualTo(URI.create("http://127.0.0.1:9324"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "telemetry",
                "arn:aws:sns:eu-central-1:123456789012:telemetry",
                "arn:aws:sqs:eu-central-1:123456789012:",
                "https://sqs.eu-central-1.amazonaws.com",
                "https://sqs.eu-central-1.amazonaws.com/123456789012/",
                "ftp://sqs.eu-central-1.amazonaws.com/123456789012/telemetry"
            })
    void of_neither_isRefused(String address) {
        assertThatThrownBy(() -> of(address, ""))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining("q is '" + address + "'")
                .hasMessageContaining("the URL or the ARN of an SQS queue");
    }

    private static QueueAddress of(String address, String awsEndpoint) {
        return QueueAddress.of("q", address, awsEndpoint);
    }
}
