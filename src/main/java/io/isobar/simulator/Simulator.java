package io.isobar.simulator;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets devices of one type publish, each once in an interval.
 *
 * <p>One thread does it all: the publisher is never called twice at once, and while it blocks all devices wait. What
 * they miss meanwhile they publish right afterwards, so that the rate is kept on average. A message that the publisher
 * throws for is lost; the first of them is logged, and how many they were once it works again.
 */
public final class Simulator implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Simulator.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DeviceType type;
    private final Duration interval;
    private final long seed;
    private final List<SimulatedDevice> devices;
    private final BiConsumer<String, byte[]> publisher;
    private final ScheduledExecutorService scheduler;

    /** Touched by the scheduler's thread only. */
    private long failures;

    /**
     * @param devices how many, at least 1
     * @param interval between two messages of one device, more than zero
     * @param seed the same seed gives the same devices and values; 0 stands for another one each time, which is logged
     * @param clock for the timestamps in messages; when to publish is up to the system
     * @param publisher takes topic and payload; not closed here
     */
    public Simulator(
            DeviceType type,
            int devices,
            Duration interval,
            long seed,
            Clock clock,
            BiConsumer<String, byte[]> publisher) {
        this(type, devices, interval, seed, clock, publisher, new ScheduledThreadPoolExecutor(1, Simulator::thread));
    }

    Simulator(
            DeviceType type,
            int devices,
            Duration interval,
            long seed,
            Clock clock,
            BiConsumer<String, byte[]> publisher,
            ScheduledExecutorService scheduler) {
        if (devices < 1) {
            throw new IllegalArgumentException("the number of devices is " + devices + "; allowed is 1 or more");
        }
        if (!interval.isPositive()) {
            throw new IllegalArgumentException("the interval is " + interval + "; allowed is more than zero");
        }
        this.type = type;
        this.interval = interval;
        this.seed = seed == 0 ? ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE) : seed;
        this.devices = IntStream.range(0, devices)
                .mapToObj(index -> new SimulatedDevice(type, this.seed, index, clock))
                .toList();
        this.publisher = publisher;
        this.scheduler = scheduler;
    }

    /** Begins to publish: the first device at once, the others spread evenly over the interval. To be called once. */
    public void start() {
        log.info(
                "Simulating {} x {}: each publishes to {} every {}; isobar.simulator.seed={} repeats their values",
                devices.size(),
                type.name(),
                type.topic(),
                interval,
                seed);
        for (int i = 0; i < devices.size(); i++) {
            SimulatedDevice device = devices.get(i);
            long delay = interval.multipliedBy(i).dividedBy(devices.size()).toNanos();
            // Its future has nothing to tell: publish() lets nothing escape.
            var unused = scheduler.scheduleAtFixedRate(
                    () -> publish(device), delay, interval.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Ends publishing for good. Waits for a message that is being published, and interrupts it after five seconds. */
    @Override
    public void close() {
        scheduler.shutdown();
        try {
            if (scheduler.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) return;
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        scheduler.shutdownNow();
    }

    private void publish(SimulatedDevice device) {
        try {
            publisher.accept(type.topic(), device.next());
            if (failures > 0) {
                log.info("Publishing to {} again; {} simulated messages were lost", type.topic(), failures);
            }
            failures = 0;
        } catch (Throwable failure) { // even an Error: whatever leaves a repeated task would end it without a word
            failures++;
            if (failures == 1 && !scheduler.isShutdown()) {
                log.warn(
                        "Simulated messages to {} are lost until this works again: {}",
                        type.topic(),
                        failure.toString());
            }
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "isobar-simulator");
        thread.setDaemon(true);
        return thread;
    }
}
