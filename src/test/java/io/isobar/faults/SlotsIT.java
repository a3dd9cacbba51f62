package io.isobar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.ServiceTest;
import io.isobar.local.Isobar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Processes that share a data folder, of which one dies. */
class SlotsIT extends ServiceTest {

    private static final int READINGS = 5_000;

    @BeforeEach
    void shareTheFolder() {
        settings.put("isobar.data.dir", folder.resolve("shared").toString());
        settings.put("isobar.data.slots", "2");
        settings.put("isobar.mqtt.share-group", "slots");
        settings.put("isobar.mqtt.session-expiry", "0s");
    }

    @Test
    void isobarIsKilled_withPointsInItsSlot_theNextOneTakesItAndWritesThem() throws Exception {
        try (Isobar dying = process("first");
                Isobar other = process("second")) {
            assertThat(dying.log()).contains("slot-1, one of 2 slots");
            assertThat(other.log()).contains("slot-2, one of 2 slots");
            influxd.process().kill();
            publish(0, READINGS);
            await().atMost(PATIENCE)
                    .until(() -> dying.metric("isobar_spooled") > 0
                            && dying.metric("isobar_spooled") + other.metric("isobar_spooled") == READINGS);
            long left = dying.metric("isobar_spooled");
            dying.process().kill();

            try (Isobar next = process("third")) {
                assertThat(next.log()).contains("slot-1, one of 2 slots");
                assertThat(next.metric("isobar_spooled")).isGreaterThanOrEqualTo(left);
                influxd.process().start();

                awaitPoints(READINGS);
                await().atMost(PATIENCE).until(() -> next.metric("isobar_written_total") >= left);
            }
        }
    }

    @Test
    void start_moreProcessesThanSlots_theLastEndsWithOneLineThatSaysSo() throws Exception {
        try (Isobar first = process("first");
                Isobar second = process("second")) {
            Map<String, String> more = new TreeMap<>(settings);
            more.put("server.port", "0");

            Isobar.Ended third = Isobar.run(more);

            assertThat(third.status()).isEqualTo(1);
            assertThat(third.output())
                    .contains(
                            "isobar cannot start: isobar.data.slots is '2'; allowed is at least as many as processes share"
                                    + " isobar.data.dir " + settings.get("isobar.data.dir") + "; all there are taken");
            assertThat(first.isReady() && second.isReady()).isTrue();
        }
    }

    /** Ready, with a log and a session of its own. */
    private Isobar process(String name) throws Exception {
        Map<String, String> own = new TreeMap<>(settings);
        own.put("isobar.mqtt.client-id", name);
        Path log = Files.createDirectories(folder.resolve(name));
        Isobar isobar = Isobar.start(log, own);
        await().atMost(PATIENCE).until(isobar::isReady);
        return isobar;
    }
}
