package io.isobar.ingest;

import io.isobar.enrich.LeftOut;
import io.isobar.metadata.Finding;
import io.isobar.pipeline.ParkReason;
import io.isobar.telemetry.Point;
import io.isobar.telemetry.Reading;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a message, and how that came about, as far as it came.
 *
 * @param route the topic filter of the route that takes it; null if none does
 * @param table where its device is looked up; null if it is not
 * @param reading what it says; null if it cannot be read
 * @param finding what is known about its device; null if that is not looked up
 * @param leftOut the attributes of its device that are not in its point, with the reason
 */
public record Verdict(
        Outcome outcome,
        @Nullable String route,
        @Nullable String table,
        @Nullable Reading reading,
        @Nullable Finding finding,
        Map<String, LeftOut> leftOut) {

    /** What becomes of a message. */
    public sealed interface Outcome {}

    /** It is written. */
    public record Write(Point point) implements Outcome {}

    /** It can never become a point. */
    public record Park(ParkReason reason, String why) implements Outcome {}

    /** It is kept until something is known about its device. */
    public record Wait(String why) implements Outcome {}
}
