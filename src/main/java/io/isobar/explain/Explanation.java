package io.isobar.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.isobar.enrich.LeftOut;
import io.isobar.ingest.Verdict;
import io.isobar.metadata.Finding;
import io.isobar.telemetry.FieldValue;
import io.isobar.telemetry.LineProtocol;
import io.isobar.telemetry.Point;
import io.isobar.telemetry.Reading;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What would happen to a message, as JSON says it; without the steps that it would not come to.
 *
 * @param outcome written, parked or waits
 * @param reason why it would be parked: a value of the tag reason of isobar_parked_total
 * @param why the same, or why it would wait, in words
 * @param route the topic filter of the route that takes it
 * @param tags those that its point would have
 * @param leftOut the attributes of its device that would not be in its point, with the reason
 * @param line what would be written, without its line feed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Explanation(
        String topic,
        String outcome,
        @Nullable String reason,
        @Nullable String why,
        @Nullable String route,
        @Nullable Said reading,
        @Nullable Found lookup,
        @Nullable SortedMap<String, String> tags,
        SortedMap<String, String> leftOut,
        @Nullable String line) {

    /** What the message says. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Said(
            Map<String, Object> fields,
            Map<String, String> tags,
            @Nullable String metakey,
            Instant time) {

        private static Said of(Reading reading) {
            Map<String, Object> fields = new TreeMap<>();
            reading.fields().asMap().forEach((name, value) -> fields.put(name, plain(value)));
            Instant time = Instant.EPOCH.plusNanos(reading.epochNanos());
            return new Said(fields, reading.tags().asMap(), reading.metakey(), time);
        }

        private static Object plain(FieldValue value) {
            return switch (value) {
                case FieldValue.Decimal(double decimal) -> decimal;
                case FieldValue.Whole(long whole) -> whole;
                case FieldValue.Truth(boolean truth) -> truth;
                case FieldValue.Text(String text) -> text;
            };
        }
    }

    /**
     * What is known about the device.
     *
     * @param state fresh, stale, absent or unknown
     * @param remembered whether it was known already, or had to be fetched
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Found(
            @Nullable String table,
            String state,
            boolean remembered,
            double ageSeconds,
            Map<String, String> attributes,
            @Nullable String failure) {

        private static Found of(@Nullable String table, Finding finding) {
            return new Found(
                    table,
                    finding.state().text(),
                    finding.remembered(),
                    finding.ageSeconds(),
                    finding.attributes(),
                    finding.failure());
        }
    }

    static Explanation of(String topic, Verdict verdict) {
        return switch (verdict.outcome()) {
            case Verdict.Write(var point) -> of(topic, verdict, "written", null, null, point);
            case Verdict.Park(var reason, String why) -> of(topic, verdict, "parked", reason.tag(), why, null);
            case Verdict.Wait(String why) -> of(topic, verdict, "waits", null, why, null);
        };
    }

    private static Explanation of(
            String topic,
            Verdict verdict,
            String outcome,
            @Nullable String reason,
            @Nullable String why,
            @Nullable Point point) {
        Reading reading = verdict.reading();
        Finding finding = verdict.finding();
        return new Explanation(
                topic,
                outcome,
                reason,
                why,
                verdict.route(),
                reading == null ? null : Said.of(reading),
                finding == null ? null : Found.of(verdict.table(), finding),
                point == null ? null : point.tags().asMap(),
                reasons(verdict.leftOut()),
                point == null ? null : LineProtocol.line(point).stripTrailing());
    }

    private static SortedMap<String, String> reasons(Map<String, LeftOut> leftOut) {
        SortedMap<String, String> reasons = new TreeMap<>();
        leftOut.forEach((attribute, reason) -> reasons.put(attribute, reason.tag()));
        return reasons;
    }
}
