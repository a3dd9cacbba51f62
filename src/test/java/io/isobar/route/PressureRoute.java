package io.isobar.route;

import io.isobar.mqtt.TopicFilter;
import io.isobar.telemetry.DeviceClock;
import io.isobar.telemetry.FieldValue;
import io.isobar.telemetry.Fields;
import io.isobar.telemetry.Reading;
import io.isobar.telemetry.Sender;
import io.isobar.telemetry.Tags;
import io.micrometer.core.instrument.Counter;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The built-in route as it is without any settings, and the readings that it makes. */
public final class PressureRoute {

    private static final int MAXIMUM = 256 * 1024;

    private PressureRoute() {}

    public static Route with(SensorId sensorId, boolean spread, Counter replaced) {
        ReadingTime time = new ReadingTime(new DeviceClock(ZoneOffset.UTC), spread, replaced);
        return Route.pressure(new TopicFilter("/pressure/data"), sensorId, "devices", time, MAXIMUM);
    }

    /** @param sensorId empty for none */
    public static Reading reading(
            String sensorId, @Nullable String metakey, double pressure, double viscosity, long epochNanos) {
        SortedMap<String, String> tags = new TreeMap<>();
        if (!sensorId.isEmpty()) tags.put("sensorID", sensorId);
        return new Reading(fields(pressure, viscosity), new Sender(Tags.of(tags), metakey), epochNanos);
    }

    private static Fields fields(double pressure, double viscosity) {
        return Fields.of(Map.of(
                "pressureValue", new FieldValue.Decimal(pressure), "viscosity", new FieldValue.Decimal(viscosity)));
    }
}
