package io.isobar.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;

class PeerStateTest {

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final PeerState state = new PeerState("InfluxDB at http://localhost:8086", logger());

    @Test
    void failure_nothingTried_isEmpty() {
        assertThat(state.failure()).isEmpty();
    }

    @Test
    void failed_again_isLoggedOnceAndTellsTheLast() {
        state.failed("cannot write 5 points: no answer");
        state.failed("cannot write 7 points: HTTP 503");

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("InfluxDB at http://localhost:8086: cannot write 5 points: no answer;"
                        + " trying again until it works");
        assertThat(state.failure()).contains("cannot write 7 points: HTTP 503");
    }

    @Test
    void works_afterFailures_isLoggedWithTheirNumber() {
        state.failed("no answer");
        state.failed("no answer");

        state.works();

        assertThat(log.list.getLast().getFormattedMessage())
                .isEqualTo("InfluxDB at http://localhost:8086: works again after 2 failed tries");
        assertThat(state.failure()).isEmpty();
    }

    @Test
    void works_afterNoFailure_isNotLogged() {
        state.works();
        state.works();

        assertThat(log.list).isEmpty();
    }

    @Test
    void failed_afterItWorkedAgain_isLoggedAndCountedAnew() {
        state.failed("no answer");
        state.works();

        state.failed("HTTP 503");
        state.works();

        assertThat(log.list).hasSize(4);
        assertThat(log.list.get(2).getFormattedMessage()).contains("HTTP 503");
        assertThat(log.list.getLast().getFormattedMessage()).contains("after 1 failed");
    }

    private Logger logger() {
        LoggerContext context = new LoggerContext();
        Logger logger = context.getLogger("peer");
        log.setContext(context);
        log.start();
        logger.addAppender(log);
        return logger;
    }
}
