package io.isobar.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A steady load of 2,000 messages per second for some minutes, in a process that has drained a backlog before: what the last
 * five minutes cost beside what the first five did. Each minute is told as well.
 */
record Soak(int minutes, int warmUp, BiConsumer<Integer, Figures> each) implements Scenario {

    private static final Readings READINGS = Readings.of("soak", 200);
    private static final int PER_SECOND = 2_000;
    private static final int MINUTE_MILLIS = 60_000;

    @Override
    public Figures run(Site site) throws Exception {
        site.addDevices(READINGS);
        int some = Math.max(1, Math.min(5, minutes / 2));
        Figures figures = new Figures();
        try (Bridge bridge = site.start()) {
            new Backlog(site, List.of(bridge)).drain(READINGS, 0, warmUp);
            List<Figures> all = new ArrayList<>();
            try (Load load = new Load(site, READINGS, warmUp, PER_SECOND)) {
                for (int minute = 1; minute <= minutes; minute++) {
                    all.add(minute(bridge, load));
                    each.accept(minute, all.getLast());
                    if (minute == some) figures.put("liveMbFirst", liveMb(bridge));
                }
                figures.put("liveMbLast", liveMb(bridge));
            }
            site.awaitPoints();
            bridge.settle();
            site.check();
            return figures.putAll(compared(all.subList(0, some), all.subList(minutes - some, minutes)));
        }
    }

    private static Figures minute(Bridge bridge, Load load) throws InterruptedException {
        int sent = load.sent();
        ProcessCost before = bridge.cost();
        Thread.sleep(MINUTE_MILLIS);
        ProcessCost after = bridge.cost();
        return new Figures()
                .putCpu(before, after, load.sent() - sent)
                .put("residentMb", after.residentMb())
                .put("usedHeapMb", bridge.usedHeapMb());
    }

    /** What is left of the heap after a collection, for which the service is stopped between two minutes. */
    private static double liveMb(Bridge bridge) {
        bridge.collectGarbage();
        return bridge.usedHeapMb();
    }

    private static Figures compared(List<Figures> first, List<Figures> last) {
        Figures compared = new Figures();
        for (String name : List.of("cpuMicros", "residentMb")) {
            compared.put(name + "First", median(first, name)).put(name + "Last", median(last, name));
        }
        return compared;
    }

    private static double median(List<Figures> minutes, String name) {
        return Statistics.of(minutes.stream()
                        .map(minute -> minute.values().get(name))
                        .toList())
                .median();
    }

    @Override
    public int runs() {
        return 1;
    }
}
