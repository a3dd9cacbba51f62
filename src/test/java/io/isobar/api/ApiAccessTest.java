package io.isobar.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.api.ApiAccess.Decision;
import io.isobar.pipeline.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiAccessTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,       localhost,          ,                       GRANTED",
        "127.0.0.1,       127.0.0.1,          ,                       GRANTED",
        "0:0:0:0:0:0:0:1, [::1],              ,                       GRANTED",
        "127.0.0.1,       localhost,          http://localhost:8080,  GRANTED",
        "127.0.0.1,       localhost,          https://evil.example,   FORBIDDEN",
        "127.0.0.1,       localhost,          null,                   FORBIDDEN",
        "127.0.0.1,       rebound.example,    ,                       FORBIDDEN",
        "127.0.0.1,       127.0.0.1.example,  ,                       FORBIDDEN",
        "10.0.0.7,        localhost,          ,                       FORBIDDEN",
        "10.0.0.7,        10.0.0.1,           ,                       FORBIDDEN",
    })
    void decide_withoutAToken_letsInThisMachineAlone(String remote, String host, String origin, Decision decision) {
        assertThat(new ApiAccess(new Secret("")).decide(remote, host, origin, null))
                .isEqualTo(decision);
    }

    @Test
    void decide_withAToken_wantsItFromEverywhere() {
        ApiAccess access = new ApiAccess(new Secret("t0ken"));

        assertThat(access.decide("10.0.0.7", "isobar.example", null, "Bearer t0ken"))
                .isEqualTo(Decision.GRANTED);
        assertThat(access.decide("127.0.0.1", "localhost", null, null)).isEqualTo(Decision.UNAUTHORIZED);
        assertThat(access.decide("127.0.0.1", "localhost", null, "Bearer t0ke")).isEqualTo(Decision.UNAUTHORIZED);
        assertThat(access.decide("127.0.0.1", "localhost", null, "Basic t0ken")).isEqualTo(Decision.UNAUTHORIZED);
    }
}
