package io.isobar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.ServiceTest;
import io.isobar.local.Http;
import io.isobar.local.Isobar;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The disk takes nothing more, or has kept something else than was written to it. */
class DiskFaultsIT extends ServiceTest {

    /** A limit on the length of its files stands in for a full disk: it can be set from outside, and without being root. */
    @Test
    void spoolCannotBeWritten_untilItCan_acknowledgesNothingAndGoesOn() throws Exception {
        influxd.process().kill();
        try (Isobar isobar = ready()) {
            publish(0, 1_000);
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_spooled") == 1_000);
            isobar.process().limitFiles("1000");
            publish(1_000, 3_000);
            await().atMost(PATIENCE).until(() -> health(isobar).contains("cannot write"));
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_in_flight") == 2_000);
            assertThat(isobar.metric("isobar_spooled")).isEqualTo(1_000);

            isobar.process().limitFiles("unlimited");
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_spooled") == 3_000);
            influxd.process().start();

            awaitSettled(isobar, 3_000);
        }
    }

    @Test
    void spoolCannotBeShortened_untilItCan_isDrainedAllTheSame() throws Exception {
        try (HttpFaults proxy = HttpFaults.before(influxd.url())) {
            settings.put("isobar.influx.url", proxy.url().toString());
            try (Isobar isobar = ready()) {
                proxy.fail(request -> request.answer(503, ""));
                publish(0, 20_000);
                await().atMost(PATIENCE).until(() -> isobar.metric("isobar_spooled") == 20_000);
                isobar.process().limitFiles("1000");
                proxy.pass();
                // First it cannot remove, then not open what is to be removed from.
                await().atMost(PATIENCE).until(() -> health(isobar).matches("(?s).*cannot (remove|open).*"));
                isobar.process().limitFiles("unlimited");

                awaitSettled(isobar, 20_000);
                assertThat(isobar.metric("isobar_written_total")).isEqualTo(20_000);
                assertThat(health(isobar)).doesNotContain("cannot");
            }
        }
    }

    @Test
    void spoolIsDamaged_whileTheServiceIsDown_isWrittenAsFarAsItCanBeRead() throws Exception {
        influxd.process().kill();
        try (Isobar isobar = ready()) {
            for (int from = 0; from < 10_000; from += 1_000) {
                int to = from + 1_000;
                publish(from, to);
                await().atMost(PATIENCE).until(() -> isobar.metric("isobar_spooled") == to);
            }
            isobar.process().kill();
        }
        flipByteIn(folder.resolve("isobar-data/spool"));
        try (Isobar isobar = ready()) {
            long saved = isobar.metric("isobar_spooled");
            assertThat(saved).isBetween(1L, 9_999L);
            assertThat(isobar.log()).contains("is damaged");
            assertThat(health(isobar)).contains("spool.damaged-");
            assertThat(isobar.metric("isobar_journal_damaged")).isEqualTo(1);
            influxd.process().start();

            awaitSettled(isobar, saved);
        }
    }

    private static String health(Isobar isobar) {
        return Http.body(isobar.url().resolve("/actuator/health"));
    }

    /** In the middle of its longest log. */
    private static void flipByteIn(Path journal) throws IOException {
        try (Stream<Path> files = Files.list(journal)) {
            Path log = files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
            try (RandomAccessFile access = new RandomAccessFile(log.toFile(), "rw")) {
                access.seek(access.length() / 2);
                int old = access.read();
                access.seek(access.length() / 2);
                access.write(old ^ 0x55);
            }
        }
    }
}
