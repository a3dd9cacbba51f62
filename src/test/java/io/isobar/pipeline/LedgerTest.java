package io.isobar.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LedgerTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Ledger ledger = new Ledger(2, 1 << 20, registry);
    private final AtomicInteger acknowledged = new AtomicInteger();

    @Test
    void open_delivery_isInFlightAndNotAcknowledged() throws InterruptedException {
        ledger.open(delivery(), Duration.ZERO);

        assertThat(received()).isEqualTo(1);
        assertThat(inFlight()).isEqualTo(1);
        assertThat(acknowledged).hasValue(0);
    }

    @Test
    void written_openDelivery_isCountedTimedAndAcknowledged() throws InterruptedException {
        Delivery delivery = opened();

        ledger.written(delivery);

        assertThat(written()).isEqualTo(1);
        assertThat(inFlight()).isZero();
        assertThat(acknowledged).hasValue(1);
        assertThat(registry.get("isobar.end.to.end").timer().count()).isEqualTo(1);
    }

    @Test
    void parked_openDelivery_isCountedByReasonAndAcknowledged() throws InterruptedException {
        Delivery delivery = opened();

        ledger.parked(delivery, ParkReason.NOT_JSON);

        assertThat(parked(ParkReason.NOT_JSON)).isEqualTo(1);
        assertThat(parked(ParkReason.TOO_LARGE)).isZero();
        assertThat(inFlight()).isZero();
        assertThat(acknowledged).hasValue(1);
    }

    @Test
    void written_twice_countsAndAcknowledgesOnce() throws InterruptedException {
        Delivery delivery = opened();

        ledger.written(delivery);
        ledger.written(delivery);

        assertThat(written()).isEqualTo(1);
        assertThat(acknowledged).hasValue(1);
        assertThat(ledger.open()).isZero();
    }

    @Test
    void parked_afterWritten_changesNothing() throws InterruptedException {
        Delivery delivery = opened();

        ledger.written(delivery);
        ledger.parked(delivery, ParkReason.REJECTED);

        assertThat(parked()).isZero();
        assertThat(acknowledged).hasValue(1);
        assertThat(ledger.open()).isZero();
    }

    @Test
    void written_afterParked_changesNothing() throws InterruptedException {
        Delivery delivery = opened();

        ledger.parked(delivery, ParkReason.REJECTED);
        ledger.written(delivery);

        assertThat(written()).isZero();
        assertThat(acknowledged).hasValue(1);
        assertThat(ledger.open()).isZero();
    }

    @Test
    void close_oneDeliveryByManyThreads_acknowledgesEachOnceAndTheCountersAddUp() throws Exception {
        Ledger wide = new Ledger(500, 1 << 20, registry);
        List<AtomicInteger> acknowledgements = new ArrayList<>();
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            AtomicInteger own = new AtomicInteger();
            acknowledgements.add(own);
            deliveries.add(delivery(own::incrementAndGet));
            wide.open(deliveries.getLast(), Duration.ZERO);
        }

        // The last 100 stay open.
        inParallel(4, seed -> closeAll(wide, deliveries.subList(0, 400), new Random(seed)));

        assertThat(acknowledgements.subList(0, 400)).allMatch(own -> own.get() == 1);
        assertThat(acknowledgements.subList(400, 500)).allMatch(own -> own.get() == 0);
        assertThat(received()).isEqualTo(written() + parked() + wide.open());
        assertThat(wide.open()).isEqualTo(100);
    }

    @Test
    void open_asManyAsTheCapacityAreOpen_isRefusedUntilOneIsClosed() throws InterruptedException {
        Delivery first = opened();
        opened();
        Delivery third = delivery();

        assertThat(ledger.open(third, Duration.ZERO)).isFalse();
        assertThat(received()).isEqualTo(2);
        assertThat(ledger.room(1)).isZero();
        ledger.written(first);

        assertThat(ledger.open(third, Duration.ZERO)).isTrue();
        assertThat(received()).isEqualTo(3);
        assertThat(ledger.open()).isEqualTo(2);
    }

    @Test
    void open_moreBytesThanTheCapacity_isRefusedUnlessItIsTheOnlyOne() throws InterruptedException {
        Ledger narrow = new Ledger(100, 1000, registry);
        Delivery long1 = delivery(new byte[2000]);
        assertThat(narrow.open(long1, Duration.ZERO)).isTrue();
        assertThat(narrow.open(delivery(new byte[1]), Duration.ZERO)).isFalse();

        narrow.written(long1);

        assertThat(narrow.open(delivery(new byte[600]), Duration.ZERO)).isTrue();
        assertThat(narrow.open(delivery(new byte[401]), Duration.ZERO)).isFalse();
        assertThat(narrow.open(delivery(new byte[400]), Duration.ZERO)).isTrue();
        assertThat(narrow.open()).isEqualTo(2);
    }

    /** So that some flows can have one such message each, and the heap is there once. */
    @Test
    void open_longerThanItsPart_isTakenByOneFlowAtATime() throws InterruptedException {
        List<ByteBudget> parts = ByteBudget.parts(2000, 2);
        Ledger one = new Ledger("one", Tags.empty(), 10, parts.getFirst(), registry);
        Ledger other = new Ledger("other", Tags.empty(), 10, parts.getLast(), registry);
        Delivery long1 = delivery(new byte[1001]);
        assertThat(one.open(long1, Duration.ZERO)).isTrue();

        assertThat(other.open(delivery(new byte[1001]), Duration.ZERO)).isFalse();
        Delivery short1 = delivery(new byte[1000]);
        assertThat(other.open(short1, Duration.ZERO)).isTrue();
        assertThat(one.open(delivery(new byte[1]), Duration.ZERO)).isFalse();

        one.written(long1);
        assertThat(other.open(delivery(new byte[1001]), Duration.ZERO)).isFalse();
        other.written(short1);
        assertThat(other.open(delivery(new byte[1001]), Duration.ZERO)).isTrue();
    }

    @Test
    void room_isTheFreeNumber_orNoneWhereNotOneMoreFits() throws InterruptedException {
        Ledger narrow = new Ledger(3, 1000, registry);
        assertThat(narrow.room(2000)).isEqualTo(3);

        narrow.open(delivery(new byte[600]), Duration.ZERO);

        assertThat(narrow.room(400)).isEqualTo(2);
        assertThat(narrow.room(401)).isZero();
    }

    @Test
    void open_noRoom_waitsForOneToBeClosed() throws Exception {
        Delivery first = opened();
        opened();
        FutureTask<Boolean> third = new FutureTask<>(() -> ledger.open(delivery(), LONG));
        waiting(third);
        assertThat(ledger.open()).isEqualTo(2);

        ledger.parked(first, ParkReason.REJECTED);

        assertThat(third.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(received()).isEqualTo(3);
        assertThat(ledger.open()).isEqualTo(2);
    }

    /** A room that is made between the look and the wait must be seen: many small races. */
    @Test
    void open_byManyThreadsWithHardlyRoom_getsEachOneIn() throws Exception {
        inParallel(4, seed -> {
            for (int i = 0; i < 5_000; i++) {
                Delivery delivery = delivery();
                assertThat(ledger.open(delivery, LONG)).isTrue();
                ledger.written(delivery);
            }
        });

        assertThat(written()).isEqualTo(20_000);
        assertThat(ledger.open()).isZero();
    }

    @Test
    void awaitNoneOpen_nothingOpen_isTrueAtOnce() throws InterruptedException {
        assertThat(ledger.awaitNoneOpen(Duration.ZERO)).isTrue();
        assertThat(ledger.open()).isZero();
    }

    @Test
    void awaitNoneOpen_oneStaysOpen_isFalse() throws InterruptedException {
        opened();

        assertThat(ledger.awaitNoneOpen(Duration.ofMillis(1))).isFalse();
        assertThat(ledger.open()).isEqualTo(1);
    }

    @Test
    void awaitNoneOpen_lastOneIsClosedMeanwhile_isTrue() throws Exception {
        Delivery first = opened();
        Delivery second = opened();
        FutureTask<Boolean> none = new FutureTask<>(() -> ledger.awaitNoneOpen(LONG));
        waiting(none);

        ledger.written(first);
        ledger.parked(second, ParkReason.REJECTED);

        assertThat(none.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ledger.open()).isZero();
    }

    /** Who waits for this closes the connection next, and with it the way for the acknowledgement. */
    @Test
    void awaitNoneOpen_acknowledgementUnderWay_isNotTrueYet() throws Exception {
        CountDownLatch acknowledging = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        Delivery delivery = delivery(() -> {
            acknowledging.countDown();
            awaitQuietly(sent);
        });
        ledger.open(delivery, Duration.ZERO);
        Thread closer = new Thread(() -> ledger.written(delivery));
        closer.start();
        acknowledging.await();

        boolean noneOpen = ledger.awaitNoneOpen(Duration.ZERO);

        sent.countDown();
        closer.join();
        assertThat(noneOpen).isFalse();
        assertThat(ledger.awaitNoneOpen(Duration.ZERO)).isTrue();
    }

    @Test
    void written_acknowledgementFails_isClosedAllTheSame() throws InterruptedException {
        Delivery delivery = delivery(() -> {
            throw new IllegalStateException("the disk does not do what it is asked");
        });
        ledger.open(delivery, Duration.ZERO);

        ledger.written(delivery);

        assertThat(written()).isEqualTo(1);
        assertThat(ledger.open()).isZero();
        assertThat(ledger.room(1)).isEqualTo(2);
    }

    @Test
    void capacity_zero_isRefused() {
        assertThatThrownBy(() -> new Ledger(0, 1 << 20, registry)).isInstanceOf(IllegalArgumentException.class);
    }

    private interface Task {
        void run(int number) throws Exception;
    }

    private static void inParallel(int threads, Task task) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                running.add(pool.submit(() -> {
                    start.await();
                    task.run(number);
                    return number;
                }));
            }
            start.countDown();
            for (Future<?> future : running) future.get();
        }
    }

    private static void closeAll(Ledger ledger, List<Delivery> deliveries, Random random) {
        for (Delivery delivery : deliveries) {
            if (random.nextBoolean()) {
                ledger.written(delivery);
            } else {
                ledger.parked(delivery, ParkReason.REJECTED);
            }
        }
    }

    /** Starts it on a thread of its own, and returns once that thread waits. */
    private static Thread waiting(FutureTask<?> task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        await().until(thread::getState, state -> state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING);
        return thread;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Delivery opened() throws InterruptedException {
        Delivery delivery = delivery();
        ledger.open(delivery, Duration.ZERO);
        return delivery;
    }

    private Delivery delivery() {
        return delivery(acknowledged::incrementAndGet);
    }

    private static Delivery delivery(byte[] payload) {
        return new Delivery("/pressure/data", payload, Instant.EPOCH, () -> {});
    }

    private static Delivery delivery(Acknowledgement acknowledgement) {
        return new Delivery("/pressure/data", new byte[0], Instant.EPOCH, acknowledgement);
    }

    private double received() {
        return registry.get("isobar.received").counter().count();
    }

    private double written() {
        return registry.get("isobar.written").counter().count();
    }

    private double parked() {
        return registry.find("isobar.parked").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private double parked(ParkReason reason) {
        return registry.get("isobar.parked")
                .tag("reason", reason.tag())
                .counter()
                .count();
    }

    private double inFlight() {
        return registry.get("isobar.in.flight").gauge().value();
    }
}
