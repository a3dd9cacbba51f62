package io.isobar.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(30)
class SimulatorTest {

    private static final DeviceType TYPE =
            new DeviceType("Test", "/test/data", List.of(new Attribute("a", true, new TextType.Uuid())));
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    private static final BiConsumer<String, byte[]> NOBODY = (topic, payload) -> {};

    private final Schedule schedule = new Schedule();
    private final Published published = new Published();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Simulator.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(logged);
        logger.setLevel(null);
        schedule.shutdownNow();
    }

    @Test
    void start_spreadsTheDevicesEvenlyOverTheInterval() {
        simulator(4, 7, published).start();

        assertThat(schedule.tasks).extracting(task -> task.delay.toMillis()).containsExactly(0L, 500L, 1000L, 1500L);
        assertThat(schedule.tasks).extracting(Task::period).containsOnly(Duration.ofSeconds(2));
    }

    @Test
    void round_everyDevicePublishesItsOwnMessageToTheTopic() {
        simulator(20, 7, published).start();

        schedule.round();

        assertThat(published.topics).hasSize(20).containsOnly("/test/data");
        assertThat(published.payloads).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void round_sameSeed_publishesTheSame() {
        simulator(5, 7, published).start();
        schedule.round();
        List<String> first = List.copyOf(published.payloads);

        simulator(5, 7, published).start();
        published.payloads.clear();
        schedule.tasks.subList(0, 5).clear();
        schedule.round();

        assertThat(published.payloads).isEqualTo(first);
    }

    @Test
    void round_seedZero_publishesSomethingElseEachTime() {
        simulator(1, 0, published).start();
        simulator(1, 0, published).start();

        schedule.round();

        assertThat(published.payloads).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void start_seedZero_logsTheSeedThatRepeatsIt() {
        simulator(1, 0, published).start();
        String seed = messages().getFirst().replaceAll(".*isobar\\.simulator\\.seed=(\\d+).*", "$1");

        simulator(1, Long.parseLong(seed), published).start();
        schedule.round();

        assertThat(published.payloads).hasSize(2);
        assertThat(published.payloads.get(0)).isEqualTo(published.payloads.get(1));
    }

    @Test
    void round_publisherThrows_logsTheFirstFailureAndTheRecoveryWithItsCount() {
        simulator(3, 7, published).start();
        logged.list.clear();

        published.failure = new IllegalStateException("not connected");
        schedule.round();
        schedule.round();
        published.failure = null;
        schedule.round();
        schedule.round();

        assertThat(published.payloads).hasSize(6);
        assertThat(messages())
                .containsExactly(
                        "Simulated messages to /test/data are lost until this works again: java.lang.IllegalStateException: not connected",
                        "Publishing to /test/data again; 6 simulated messages were lost");
    }

    @Test
    void round_publisherFailsAgainAfterRecovery_countsFromTheBeginning() {
        simulator(1, 7, published).start();
        logged.list.clear();

        for (int i = 0; i < 2; i++) {
            published.failure = new IllegalStateException("not connected");
            schedule.round();
            published.failure = null;
            schedule.round();
        }

        assertThat(messages()).hasSize(4).last().asString().contains("; 1 simulated messages were lost");
    }

    @Test
    void start_publisherThrows_theThreadGoesOn() throws InterruptedException {
        CountDownLatch calls = new CountDownLatch(10);
        BiConsumer<String, byte[]> broken = (topic, payload) -> {
            calls.countDown();
            throw new AssertionError("even an error");
        };

        try (Simulator simulator = new Simulator(TYPE, 2, Duration.ofMillis(1), 7, CLOCK, broken)) {
            simulator.start();

            assertThat(calls.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void start_publishesOnOneNamedDaemonThread() throws InterruptedException {
        AtomicReference<Thread> publishing = new AtomicReference<>();
        CountDownLatch called = new CountDownLatch(1);
        BiConsumer<String, byte[]> publisher = (topic, payload) -> {
            publishing.set(Thread.currentThread());
            called.countDown();
        };

        try (Simulator simulator = new Simulator(TYPE, 2, Duration.ofMillis(1), 7, CLOCK, publisher)) {
            simulator.start();
            assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(publishing.get().getName()).isEqualTo("isobar-simulator");
        assertThat(publishing.get().isDaemon()).isTrue();
    }

    @Test
    void close_nothingIsPublishedAnyMore() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        ScheduledThreadPoolExecutor real = new ScheduledThreadPoolExecutor(1);
        Simulator simulator = simulator(2, Duration.ofMillis(1), (topic, payload) -> called.countDown(), real);
        simulator.start();
        assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();

        simulator.close();

        assertThat(real.isTerminated()).isTrue();
    }

    @Test
    void close_interruptedWhileAMessageIsBeingPublished_interruptsThatWithoutComplaint() throws InterruptedException {
        CountDownLatch publishing = new CountDownLatch(1);
        BiConsumer<String, byte[]> stuck = (topic, payload) -> {
            publishing.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException asked) {
                throw new IllegalStateException(asked);
            }
        };
        ScheduledThreadPoolExecutor real = new ScheduledThreadPoolExecutor(1);
        Simulator simulator = simulator(1, Duration.ofMillis(1), stuck, real);
        simulator.start();
        assertThat(publishing.await(20, TimeUnit.SECONDS)).isTrue();

        Thread.currentThread().interrupt();
        simulator.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(real.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(messages()).noneMatch(message -> message.startsWith("Cannot publish"));
    }

    @Test
    void create_nothingToDo_isRefused() {
        assertThatThrownBy(() -> new Simulator(TYPE, 0, Duration.ofSeconds(1), 7, CLOCK, NOBODY))
                .hasMessage("the number of devices is 0; allowed is 1 or more");
        assertThatThrownBy(() -> new Simulator(TYPE, 1, Duration.ZERO, 7, CLOCK, NOBODY))
                .hasMessage("the interval is PT0S; allowed is more than zero");
    }

    private Simulator simulator(int devices, long seed, BiConsumer<String, byte[]> publisher) {
        return new Simulator(TYPE, devices, Duration.ofSeconds(2), seed, CLOCK, publisher, schedule);
    }

    private static Simulator simulator(
            int devices,
            Duration interval,
            BiConsumer<String, byte[]> publisher,
            ScheduledThreadPoolExecutor scheduler) {
        return new Simulator(TYPE, devices, interval, 7, CLOCK, publisher, scheduler);
    }

    private List<String> messages() {
        return logged.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    /** A publisher that keeps what it is given, or throws while it has a failure. */
    private static final class Published implements BiConsumer<String, byte[]> {
        final List<String> topics = new ArrayList<>();
        final List<String> payloads = new ArrayList<>();
        RuntimeException failure;

        @Override
        public void accept(String topic, byte[] payload) {
            if (failure != null) throw failure;
            topics.add(topic);
            payloads.add(new String(payload, StandardCharsets.UTF_8));
        }
    }

    private record Task(Runnable work, Duration delay, Duration period) {}

    /** Keeps what is scheduled and runs it when the test says so, on the test's thread. */
    private static final class Schedule extends ScheduledThreadPoolExecutor {
        final List<Task> tasks = new ArrayList<>();

        Schedule() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> scheduleAtFixedRate(Runnable work, long delay, long period, TimeUnit unit) {
            tasks.add(
                    new Task(work, Duration.of(delay, unit.toChronoUnit()), Duration.of(period, unit.toChronoUnit())));
            return null;
        }

        void round() {
            tasks.forEach(task -> task.work.run());
        }
    }
}
