package io.isobar.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {

    private final Random random = new Random(1);

    @ParameterizedTest
    @CsvSource({
        "PT0.1S, PT5S, 1, PT0.1S",
        "PT0.1S, PT5S, 2, PT0.2S",
        "PT0.1S, PT5S, 6, PT3.2S",
        "PT0.1S, PT5S, 7, PT5S",
        "PT0.1S, PT5S, 2147483647, PT5S",
        "PT5S, PT5S, 1, PT5S",
        "PT0.000000001S, PT0.000000001S, 3, PT0.000000001S",
        // The doubled wait does not fit into 64 bits of nanoseconds.
        "PT17592.186044417S, PT240H, 21, PT240H",
        "PT0.000000001S, PT1H, 100, PT1H",
    })
    void delay_failures_isBetweenHalfOfAndTheWholeOfTheDoubledWait(
            Duration first, Duration longest, int failures, Duration whole) {
        RetryPolicy policy = new RetryPolicy(first, longest);

        assertThat(delays(policy, failures))
                .allSatisfy(delay -> assertThat(delay).isBetween(Duration.ofNanos(whole.toNanos() / 2), whole));
    }

    @Test
    void delay_sameFailures_differs() {
        RetryPolicy policy = new RetryPolicy(Duration.ofSeconds(1), Duration.ofSeconds(1));

        assertThat(delays(policy, 1).distinct().count()).isGreaterThan(1);
    }

    @Test
    void first_notPositive_isRefused() {
        Duration longest = Duration.ofSeconds(1);

        assertThatThrownBy(() -> new RetryPolicy(Duration.ZERO, longest)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetryPolicy(Duration.ofNanos(-1), longest))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void longest_shorterThanFirst_isRefused() {
        assertThatThrownBy(() -> new RetryPolicy(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Stream<Duration> delays(RetryPolicy policy, int failures) {
        return Stream.generate(() -> policy.delay(failures, random)).limit(1000);
    }
}
