package io.isobar.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.isobar.metadata.StreamedTable.FakeShard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/**
 * A table that changes, splits and fails at random between any two calls, and whose stream shows a change up to a second
 * late, and a new shard up to two: nothing is promised that was not told.
 */
@Timeout(120)
class TableStreamModelTest {

    private static final Duration WILD = Duration.ofMinutes(3);
    private static final Duration QUIET = Duration.ofMinutes(3);

    private final Logger logger = (Logger) LoggerFactory.getLogger(TableStream.class);

    @BeforeEach
    void silence() {
        logger.setLevel(Level.OFF);
    }

    @AfterEach
    void silenceNoMore() {
        logger.setLevel(null);
    }

    static List<Long> seeds() {
        return new Random(1).longs(300).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void upToDate_whateverHappens_isTrue(long seed) {
        WildTable table = new WildTable(new Random(seed));
        Witness witness = new Witness(table);

        follow(table, witness);

        assertThat(witness.broken).isEmpty();
        assertThat(witness.claims.getLast().until()).isGreaterThan(table.changes.lastKey());
    }

    private static void follow(WildTable table, Witness witness) {
        new TableStream(table.tables(), table.streams(), "devices", "metakey", witness, () -> table.now, duration -> {
                    table.pass(duration);
                    if (table.now - table.calm > QUIET.toNanos()) throw new InterruptedException();
                })
                .run();
        assertThat(Thread.interrupted()).isTrue();
    }

    private static final class WildTable extends StreamedTable {

        private final Random random;
        private final long calm;
        /** Keys by the time of the change; no two changes share one. */
        private final TreeMap<Long, String> changes = new TreeMap<>();

        WildTable(Random random) {
            this.random = random;
            this.calm = now + WILD.toNanos();
            int first = 1 + random.nextInt(3);
            for (int shard = 0; shard < first; shard++) add();
        }

        void pass(Duration duration) {
            long end = now + duration.toNanos();
            while (now < end) {
                now = Math.min(end, now + random.nextLong(1, 200_000_000));
                happen();
            }
        }

        @Override
        void asked(String operation) {
            pass(Duration.ofMillis(random.nextInt(1, 60)));
            super.asked(operation);
            if (now > calm || random.nextInt(20) > 0) return;
            if (random.nextInt(5) > 0) throw SdkClientException.create("no answer");
            throw ResourceNotFoundException.builder().message("gone").build();
        }

        /** Only for a second after it was true. */
        @Override
        boolean isHeldBack(FakeShard shard) {
            return random.nextInt(4) == 0 && now - shard.emptyAt < 1_000_000_000;
        }

        private void happen() {
            if (now > calm) return;
            List<FakeShard> open = shards.stream().filter(FakeShard::isOpen).toList();
            FakeShard shard = open.get(random.nextInt(open.size()));
            if (random.nextInt(3) == 0) {
                changes.put(++now, "k" + now);
                shard.put("k" + now, late());
            }
            if (random.nextInt(60) == 0) {
                shard.close(late());
                int children = open.size() < 5 ? 1 + random.nextInt(2) : 1;
                for (int child = 0; child < children; child++) shard.child(Duration.ofMillis(random.nextInt(1900)));
            }
        }

        private Duration late() {
            return Duration.ofMillis(random.nextInt(900));
        }
    }

    private static final class Witness extends ToldChanges {

        private final WildTable table;
        private final List<String> broken = new ArrayList<>();

        Witness(WildTable table) {
            this.table = table;
        }

        @Override
        public synchronized void upToDate(long since, long until) {
            super.upToDate(since, until);
            Set<String> promised =
                    Set.copyOf(table.changes.subMap(since, true, until, true).values());
            if (!keys.containsAll(promised)) broken.add("not told in time: " + promised);
            if (until < since || until > table.now) broken.add("not a time of the past: " + until);
        }
    }
}
