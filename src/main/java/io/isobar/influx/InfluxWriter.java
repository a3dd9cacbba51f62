package io.isobar.influx;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.domain.InfluxQLQuery;
import com.influxdb.exceptions.InfluxException;
import io.isobar.telemetry.LineBuffer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrofit2.Response;

/**
 * Sends line protocol to one place in InfluxDB. Blocks for as long as the client's time-outs allow; never throws.
 */
public final class InfluxWriter {

    private static final int LONGEST_REASON = 300;
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(1);

    private final InfluxDBClient client;
    private final InfluxTarget target;
    private final LineWrites api;
    private final Timer writes;

    /** @param client is closed by who made it */
    public InfluxWriter(InfluxDBClient client, InfluxTarget target, MeterRegistry registry) {
        this.client = client;
        this.target = target;
        this.api = client.getService(LineWrites.class);
        this.writes = Timer.builder("isobar.influx.write")
                .description("Writes of a batch to InfluxDB, failed ones included")
                .publishPercentileHistogram()
                .register(registry);
    }

    /** @param lines whole lines, each with its line feed; they must stay as they are until this returns */
    WriteOutcome write(LineBuffer lines) {
        return writes.record(() -> send(lines));
    }

    private WriteOutcome send(LineBuffer lines) {
        try {
            Response<Void> response = api.write(target.org(), target.bucket(), "ns", new LineBody(lines))
                    .execute();
            return response.isSuccessful() ? new WriteOutcome.Written() : outcome(new InfluxException(response));
        } catch (IOException e) {
            return outcome(new InfluxException(e));
        }
    }

    /**
     * 400 and 422 speak of the points, 413 of their number; everything else can change. The status alone does not tell: InfluxDB
     * 1 answers a retention policy that does not exist with 500, and InfluxDB 2 a conflict of types, see
     * <a href="https://github.com/influxdata/influxdb/issues/19779">influxdb#19779</a>.
     */
    private WriteOutcome outcome(InfluxException e) {
        String why = reason(e);
        if (isForeign(e)) return new WriteOutcome.Paused(why + " (see isobar.influx.url)");
        return switch (e.status()) {
            case 400, 413, 422 -> new WriteOutcome.Rejected(why);
            case 404 -> notFound(why);
            case 401, 403 -> new WriteOutcome.Paused(why + target.hint(e.status()));
            case 500 -> internalError(why);
            default -> new WriteOutcome.Busy(why, retryAfter(e));
        };
    }

    /** A proxy's redirect, or a page for a person, which no InfluxDB sends. */
    private static boolean isForeign(InfluxException e) {
        boolean redirect = e.status() >= 300 && e.status() < 400;
        return redirect || header(e, "Content-Type").contains("text/html");
    }

    private static String header(InfluxException e, String name) {
        return e.headers().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    private WriteOutcome notFound(String why) {
        if (target.database().isEmpty()) return new WriteOutcome.Paused(why + target.hint(404));
        return prepare()
                .<WriteOutcome>map(WriteOutcome.Paused::new)
                .orElseGet(() -> new WriteOutcome.Busy(why, Duration.ZERO));
    }

    private WriteOutcome internalError(String why) {
        if (why.contains("field type conflict")) return new WriteOutcome.Rejected(why);
        if (why.contains("retention policy not found")) return new WriteOutcome.Paused(why + target.hint(500));
        return new WriteOutcome.Busy(why, Duration.ZERO);
    }

    /** In seconds; a date, which no InfluxDB sends, is passed over. */
    private static Duration retryAfter(InfluxException e) {
        String seconds = header(e, "Retry-After");
        if (!seconds.matches("\\d{1,9}")) return Duration.ZERO;
        return Collections.min(List.of(Duration.ofSeconds(Long.parseLong(seconds)), LONGEST_RETRY_AFTER));
    }

    /**
     * Makes the database if it is absent (InfluxDB 1 only; a bucket is made by a person).
     *
     * @return why that could not be done, or empty if it could
     */
    public Optional<String> prepare() {
        return target.database().flatMap(this::create);
    }

    private Optional<String> create(String database) {
        try {
            String statement =
                    "CREATE DATABASE \"" + database.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
            client.getInfluxQLQueryApi().queryJSON(new InfluxQLQuery(statement, database));
            return Optional.empty();
        } catch (InfluxException e) {
            return Optional.of("cannot create " + target + ": " + reason(e) + target.hint(e.status()));
        }
    }

    /** Whether InfluxDB answers at all. */
    public boolean answers() {
        return client.ping();
    }

    InfluxTarget target() {
        return target;
    }

    /**
     * InfluxDB quotes what came out of the payload: each line that it cannot parse, which may hold whatever ends a quotation, so
     * that only what follows the last end is kept; and the value of a tag that has too many.
     */
    private static String reason(InfluxException e) {
        String why = said(e).replaceFirst("(?s)unable to parse '(.*': |.*)", "unable to parse a line: ")
                .replaceFirst("(?s) value=\".*\"", " value=\"...\"")
                .strip();
        if (why.length() > LONGEST_REASON) why = why.substring(0, LONGEST_REASON) + "...";
        return (e.status() == 0 ? "no answer" : "HTTP " + e.status()) + (why.isEmpty() ? "" : ": " + why);
    }

    /**
     * The client takes the message of InfluxDB 1 from a header, which ends after 1024 bytes, within a quoted line perhaps; the
     * body has all of it. And it says the status a second time.
     */
    private static String said(InfluxException e) {
        if (e.errorBody().get("error") instanceof String whole) return whole;
        String message = e.getMessage() == null ? "" : e.getMessage();
        return message.replaceFirst("^HTTP status code: \\d+; Message: ", "");
    }
}
