package io.isobar.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.metadata.CachingMetadata.Limits;
import io.isobar.pipeline.PeerState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.helpers.NOPLogger;

/**
 * A program that looks up a million devices, and then some more, and fails unless they are remembered. It prints how much heap
 * they take.
 */
final class MillionItems {

    private static final int MAXIMUM = 1_000_000;
    private static final int MORE = 100_000;
    private static final int AT_ONCE = 4_000;

    /** Longer than it runs, so that what is remembered is not asked for again. */
    private static final Duration LONG = Duration.ofDays(1);

    private static final Limits LIMITS = new Limits(MAXIMUM, LONG, LONG, LONG, LONG);

    private final CachingMetadata cache;

    private MillionItems(DynamoDbMetadata source) {
        this.cache = new CachingMetadata(source, LIMITS, new PeerState("devices", NOPLogger.NOP_LOGGER));
    }

    public static void main(String[] args) throws InterruptedException {
        Duration timeout = Duration.ofMinutes(5);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (DynamoDbMetadata source =
                new DynamoDbMetadata(new DeviceTable(), "devices", "metakey", 8, timeout, false, registry)) {
            new MillionItems(source).run();
        }
    }

    private void run() throws InterruptedException {
        long before = usedHeap();
        find(0, MAXIMUM);
        report(before);
        assertThat(cache.size()).isEqualTo(MAXIMUM);
        for (int device = 0; device < MAXIMUM; device++) checkRemembered(device);
        for (int device = 0; device < MAXIMUM; device++) checkFoundAtOnce(device);
        // What is said of an item is remembered with it once it has been asked for again.
        report(before);

        find(MAXIMUM, MORE);
        // What is too much is removed behind those who ask.
        await().atMost(Duration.ofMinutes(1)).until(() -> cache.size() <= MAXIMUM);
        assertThat(cache.size()).isEqualTo(MAXIMUM);
        report(before);
    }

    private void find(int first, int count) throws InterruptedException {
        Semaphore free = new Semaphore(AT_ONCE);
        for (int device = first; device < first + count; device++) {
            free.acquire();
            cache.find(DeviceTable.key(device)).whenComplete((finding, failure) -> free.release());
        }
        free.acquire(AT_ONCE);
    }

    private void checkRemembered(int device) {
        Optional<DeviceMetadata> item =
                cache.remembered(DeviceTable.key(device)).map(Finding::item);
        assertThat(item.isPresent()).as("device %s is remembered", device).isTrue();
        if (device % 1_000 == 0) assertThat(item).contains(expected(device));
    }

    private void checkFoundAtOnce(int device) {
        Finding found = cache.find(DeviceTable.key(device)).join();
        assertThat(found.remembered()).as("device %s is found at once", device).isTrue();
        assertThat(found.item()).isEqualTo(expected(device));
    }

    private static DeviceMetadata expected(int device) {
        return new DeviceMetadata(DeviceTable.attributes(DeviceTable.key(device)));
    }

    private void report(long before) {
        long used = usedHeap();
        System.out.printf(
                "%,d items remembered: heap %d MB of %d MB, %d bytes for each item%n",
                cache.size(), used >> 20, Runtime.getRuntime().maxMemory() >> 20, (used - before) / cache.size());
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
