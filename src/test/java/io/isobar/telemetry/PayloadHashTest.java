package io.isobar.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PayloadHashTest {

    /** Stored points depend on it: another version of Isobar that takes a redelivery must hash it to the same. */
    @Test
    void of_knownPayload_neverChanges() {
        assertThat(hash("123456789")).isEqualTo(1_287_362_940_948_047_477L);
    }

    @Test
    void of_similarPayloads_differInTheirLastDigits() {
        long distinct = IntStream.range(0, 1000)
                .mapToLong(i -> Math.floorMod(hash("{\"pressure\":" + i + "}"), 1_000_000_000L))
                .distinct()
                .count();

        assertThat(distinct).isEqualTo(1000);
    }

    private static long hash(String payload) {
        return PayloadHash.of(payload.getBytes(StandardCharsets.UTF_8));
    }
}
