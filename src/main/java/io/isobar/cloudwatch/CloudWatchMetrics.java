package io.isobar.cloudwatch;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Meter.Type;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The metrics that reach CloudWatch, with their names there. Alarms and scaling policies name them, too: they are fixed.
 *
 * <p>A counter publishes what it counted in the step, a gauge what it shows at its end, a timer milliseconds. An average and a
 * maximum are missing where nothing was timed, {@code isobar.mqtt.certificate.days.value} where there is no certificate, and
 * those of the inbox where it is off.
 */
public final class CloudWatchMetrics {

    /** The only dimension, of {@code isobar.metadata.lookups.count}. */
    public static final String DIMENSION = "result";

    private static final Map<String, Type> METERS = new TreeMap<>(Map.ofEntries(
            Map.entry("isobar.received", Type.COUNTER),
            Map.entry("isobar.written", Type.COUNTER),
            Map.entry("isobar.parked", Type.COUNTER),
            Map.entry("isobar.inbox.received", Type.COUNTER),
            Map.entry("isobar.inbox.written", Type.COUNTER),
            Map.entry("isobar.inbox.parked", Type.COUNTER),
            Map.entry("isobar.in.flight", Type.GAUGE),
            Map.entry("isobar.spooled", Type.GAUGE),
            Map.entry("isobar.spool.bytes", Type.GAUGE),
            Map.entry("isobar.mqtt.connected", Type.GAUGE),
            Map.entry("isobar.mqtt.certificate.days", Type.GAUGE),
            Map.entry("isobar.metadata.lookups", Type.COUNTER),
            Map.entry("isobar.end.to.end", Type.TIMER),
            Map.entry("isobar.influx.write", Type.TIMER),
            Map.entry("isobar.metadata.fetch", Type.TIMER)));

    /** All names, in order. */
    public static final Set<String> NAMES = names();

    private CloudWatchMetrics() {}

    static boolean has(Meter.Id meter) {
        return meter.getType() == METERS.get(meter.getName());
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>();
        METERS.forEach((meter, type) -> suffixes(type).forEach(suffix -> names.add(meter + "." + suffix)));
        return Collections.unmodifiableSet(names);
    }

    /** Those of Micrometer's registry for CloudWatch. */
    private static List<String> suffixes(Type type) {
        return switch (type) {
            case COUNTER -> List.of("count");
            case GAUGE -> List.of("value");
            case TIMER -> List.of("avg", "count", "max", "sum");
            default -> throw new IllegalArgumentException("no meter is a " + type);
        };
    }
}
