package io.isobar.route;

import io.isobar.mqtt.TopicFilter;
import io.isobar.pipeline.Delivery;
import io.isobar.telemetry.DeviceClock;
import io.isobar.telemetry.FieldType;
import io.isobar.telemetry.Reading;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to read a message of a device that is known: the usual one, a long one, and one of a route of the settings. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecoderBenchmark {

    /** As many as there are sensors in the other benchmarks; each of them sends again and again. */
    private static final int DEVICES = 200;

    private static final String PRESSURE =
            "{\"pressure\":812,\"viscosity\":55,\"sensordatetime\":\"2026-11-21T09:00:%02d\","
                    + "\"deviceid\":\"ltW2wW%03d\",\"clientid\":\"ee1df6de-ea46-4c95-afb1-ff144ccfd%03d\",\"metakey\":\"123456%03d\","
                    + "\"_id_\":\"wzCHpAvdm\"%s}";
    private static final String UNKNOWN =
            ",\"battery%1$d\":{\"volts\":3.71,\"cells\":[1,2,3]},\"note%1$d\":\"all is well\"";
    private static final String NESTED = "{\"header\":{\"at\":\"2026-11-21T09:00:%02d.125Z\",\"seq\":%d},"
            + "\"device\":{\"id\":\"pump-%03d\"},\"battery\":{\"level\":87.5,\"low\":false},\"count\":12345}";

    private final ReadingTime time =
            new ReadingTime(new DeviceClock(ZoneOffset.UTC), true, new SimpleMeterRegistry().counter("replaced"));
    private final ReadingDecoder pressure = Route.pressure(
                    new TopicFilter("/pressure/data"), SensorId.PLAIN, "devices", time, 262_144)
            .decoder();
    private final ReadingDecoder pump = Routes.of(List.of(pumps()), "", SensorId.PLAIN, "devices", time, 262_144)
            .all()
            .getFirst()
            .decoder();

    private final Delivery[] usual = new Delivery[DEVICES];
    private final Delivery[] unknown = new Delivery[DEVICES];
    private final Delivery[] nested = new Delivery[DEVICES];
    private int next;

    public DecoderBenchmark() {
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < 20; i++) members.append(UNKNOWN.formatted(i));
        for (int i = 0; i < DEVICES; i++) {
            usual[i] = delivery("/pressure/data", PRESSURE.formatted(i % 60, i, i, i, ""));
            unknown[i] = delivery("/pressure/data", PRESSURE.formatted(i % 60, i, i, i, members));
            nested[i] = delivery("plant/berlin/pumps/line" + i, NESTED.formatted(i % 60, i, i));
        }
    }

    private static RouteProperties pumps() {
        return new RouteProperties(
                "plant/{site}/pumps/{line}",
                "pump",
                List.of(
                        new RouteProperties.Field("battery.level", "battery", FieldType.FLOAT, true),
                        new RouteProperties.Field("battery.low", "", FieldType.BOOLEAN, true),
                        new RouteProperties.Field("count", "", FieldType.INTEGER, true)),
                List.of(
                        new RouteProperties.Tag("site", "{site}"),
                        new RouteProperties.Tag("pump", "{line}/{device.id}")),
                "{site}-{device.id}",
                "",
                "metakey",
                "header.at");
    }

    private static Delivery delivery(String topic, String message) {
        return new Delivery(topic, message.getBytes(StandardCharsets.UTF_8), Instant.now(), () -> {});
    }

    @Benchmark
    public Reading usual() throws UnreadableMessage {
        return pressure.decode(next(usual));
    }

    @Benchmark
    public Reading manyUnknownMembers() throws UnreadableMessage {
        return pressure.decode(next(unknown));
    }

    @Benchmark
    public Reading nestedMembersAndTopicLevels() throws UnreadableMessage {
        return pump.decode(next(nested));
    }

    private Delivery next(Delivery[] deliveries) {
        next = next + 1 < deliveries.length ? next + 1 : 0;
        return deliveries[next];
    }
}
