package io.isobar.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CardinalityBudgetTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Logger logger = (Logger) LoggerFactory.getLogger(CardinalityBudget.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(log);
        logger.setAdditive(true);
    }

    @Test
    void admits_aMillionValues_admitsTheBudgetAndFewMore() {
        CardinalityBudget budget = new CardinalityBudget(10_000, registry);

        long admitted = admitted(budget, IntStream.range(0, 1_000_000));

        assertThat(admitted).isBetween(10_000L, 10_200L);
        assertThat(values("serial")).isEqualTo(10_000);
    }

    @Test
    void admits_valueThatWasAdmitted_admitsItForEver() {
        CardinalityBudget budget = new CardinalityBudget(10_000, registry);
        long before = admitted(budget, IntStream.range(0, 10_000));

        admitted(budget, IntStream.range(10_000, 200_000));

        assertThat(before).isEqualTo(10_000);
        assertThat(admitted(budget, IntStream.range(0, 10_000))).isEqualTo(10_000);
    }

    @Test
    void admits_valueAgain_countsItOnce() {
        CardinalityBudget budget = new CardinalityBudget(2, registry);

        assertThat(budget.admits("pressure", "serial", "a")).isTrue();
        assertThat(budget.admits("pressure", "serial", "a")).isTrue();
        assertThat(budget.admits("pressure", "serial", "b")).isTrue();
        assertThat(budget.admits("pressure", "serial", "c")).isFalse();
    }

    @Test
    void admits_valuesThatStringHashesAlike_tellsThemApart() {
        CardinalityBudget budget = new CardinalityBudget(1, registry);

        assertThat(budget.admits("pressure", "serial", "Aa")).isTrue();
        assertThat(budget.admits("pressure", "serial", "BB")).isFalse();
    }

    @Test
    void admits_otherTagOrMeasurement_hasABudgetOfItsOwn() {
        CardinalityBudget budget = new CardinalityBudget(1, registry);

        assertThat(budget.admits("pressure", "serial", "a")).isTrue();
        assertThat(budget.admits("pressure", "floor", "b")).isTrue();
        assertThat(budget.admits("flow", "serial", "c")).isTrue();
        assertThat(budget.admits("pressure", "serial", "b")).isFalse();
    }

    @Test
    void admits_tagBeyondAThousand_hasNoValues() {
        CardinalityBudget budget = new CardinalityBudget(5, registry);
        for (int i = 0; i < 1_000; i++)
            assertThat(budget.admits("pressure", "tag" + i, "a")).isTrue();

        assertThat(budget.wouldAdmit("pressure", "tag1000", "a")).isFalse();
        assertThat(budget.admits("pressure", "tag1000", "a")).isFalse();
        assertThat(budget.admits("pressure", "tag999", "b")).isTrue();
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("there are 1000 tags made of attributes: points are written without any others");
    }

    @Test
    void wouldAdmit_newValue_takesNothing() {
        CardinalityBudget budget = new CardinalityBudget(1, registry);

        assertThat(budget.wouldAdmit("pressure", "serial", "a")).isTrue();
        assertThat(registry.getMeters()).isEmpty();
        assertThat(budget.admits("pressure", "serial", "b")).isTrue();
        assertThat(budget.wouldAdmit("pressure", "serial", "a")).isFalse();
        assertThat(budget.wouldAdmit("pressure", "serial", "b")).isTrue();
    }

    @Test
    void admits_mostOfTheBudgetAndAllOfIt_isLoggedOnceEach() {
        CardinalityBudget budget = new CardinalityBudget(10, registry);

        admitted(budget, IntStream.range(0, 100));

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("tag serial of pressure has taken 8 values, 80 % of what it may; ")
                                .contains(
                                        "isobar.telemetry.tags.exclude",
                                        "isobar.telemetry.tags.as-field",
                                        "isobar.telemetry.cardinality.budget, 10"),
                        line -> assertThat(line)
                                .startsWith("tag serial of pressure has taken 10 values, and points with others are"
                                        + " written without it; "));
    }

    @Test
    void bytes_fewValues_areFew() {
        CardinalityBudget budget = new CardinalityBudget(10_000_000, registry);

        admitted(budget, IntStream.range(0, 1_000));

        assertThat(budget.bytes()).isLessThanOrEqualTo(3_008);
    }

    @Test
    void bytes_allValues_are24BitsForEach() {
        CardinalityBudget budget = new CardinalityBudget(100_000, registry);

        admitted(budget, IntStream.range(0, 300_000));

        assertThat(budget.bytes()).isLessThan(3 * 100_000 + 100);
    }

    @Test
    void admits_byManyThreads_admitsTheBudgetAndFewMore() {
        CardinalityBudget budget = new CardinalityBudget(10_000, registry);

        long admitted = admitted(budget, IntStream.range(0, 100_000).parallel());

        assertThat(admitted).isBetween(10_000L, 10_100L);
        assertThat(values("serial")).isEqualTo(10_000);
    }

    @Test
    void admits_sameValuesByManyThreads_countsEachOnce() {
        CardinalityBudget budget = new CardinalityBudget(1_000, registry);

        long admitted = admitted(budget, IntStream.range(0, 100_000).parallel().map(i -> i % 500));

        assertThat(admitted).isEqualTo(100_000);
        assertThat(values("serial")).isEqualTo(500);
    }

    private static long admitted(CardinalityBudget budget, IntStream values) {
        return values.filter(i -> budget.admits("pressure", "serial", "device-" + i))
                .count();
    }

    private double values(String tag) {
        return registry.get("isobar.tag.values")
                .tags("measurement", "pressure", "tag", tag)
                .gauge()
                .value();
    }
}
