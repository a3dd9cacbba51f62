package io.isobar.pipeline;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerUrlTest {

    @ParameterizedTest
    @ValueSource(strings = {"http://host", "HTTPS://host:8086", "http://[::1]:65535/path", "http://10.0.0.1:1"})
    void check_urlOfAPeer_isFine(String url) {
        assertThatCode(() -> check(url)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "host", "host:8086", "ftp://host", "http://", "http://ho st", "http://h:0", "http://h:65536"
            })
    void check_anythingElse_isRefusedByName(String url) {
        assertThatThrownBy(() -> check(url))
                .isInstanceOf(InvalidSetting.class)
                .hasMessage("the.url is '%s'; allowed is http or https", url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://me:s3cret@host", "http://host?p=s3cret", "http://me:s3cret@h:99999?p=s3cret"})
    void check_withASecretInIt_isRefusedWithoutSayingIt(String url) {
        assertThatThrownBy(() -> check(url))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageStartingWith("the.url is '")
                .hasMessageNotContaining("s3cret");
    }

    private static void check(String url) {
        PeerUrl.check("the.url", url, Set.of("http", "https"), "http or https");
    }
}
