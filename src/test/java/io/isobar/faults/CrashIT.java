package io.isobar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.ServiceTest;
import io.isobar.local.Isobar;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The service itself is killed. */
class CrashIT extends ServiceTest {

    @Test
    void isobarIsKilled_againAndAgainUnderLoad_losesAndDoublesNothing() throws Exception {
        Random random = new Random();
        int rounds = LONG ? 20 : 3;
        int each = 4_000;
        Isobar isobar = ready();
        for (int round = 0; round < rounds; round++) {
            int from = round * each;
            Thread publishing = Thread.ofVirtual().start(() -> publish(from, from + each));
            long enough = random.nextLong(each);
            await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).until(() -> points() >= from + enough);
            isobar.process().kill();
            publishing.join();
            isobar.close();
            isobar = Isobar.start(folder, settings);
        }
        try (Isobar last = isobar) {
            awaitSettled(last, rounds * each);
        }
    }

    @Test
    void isobarIsKilled_whileItSpoolsAndWhileItDrains_losesAndDoublesNothing() throws Exception {
        settings.put("isobar.spool.after", "200ms");
        int published = 0;
        for (int round = 0; round < (LONG ? 10 : 1); round++) {
            influxd.process().kill();
            try (Isobar isobar = ready()) {
                publish(published, published + 20_000);
                published += 20_000;
                await().atMost(PATIENCE).until(() -> isobar.metric("isobar_spooled") > 5_000);
                isobar.process().kill();
            }
            try (Isobar isobar = ready()) {
                assertThat(isobar.metric("isobar_spooled")).isGreaterThan(5_000);
                influxd.process().start();
                await().pollInterval(Duration.ofMillis(5))
                        .atMost(PATIENCE)
                        .until(() -> isobar.metric("isobar_written_total") > 0);
                isobar.process().kill();
            }
        }
        try (Isobar isobar = ready()) {
            awaitSettled(isobar, published);
        }
    }
}
