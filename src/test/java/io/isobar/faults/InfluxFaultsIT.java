package io.isobar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isobar.ServiceTest;
import io.isobar.local.Http;
import io.isobar.local.Isobar;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** InfluxDB hangs, dies, or says something else than yes. */
class InfluxFaultsIT extends ServiceTest {

    @Test
    void influxDbIsKilled_underLoad_pointsAreWrittenOnceItIsBack() {
        try (Isobar isobar = ready()) {
            publish(0, 1_000);
            awaitPoints(1_000);
            influxd.process().kill();
            publish(1_000, 30_000);
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_spooled") == 29_000);
            assertThat(Http.status(isobar.url().resolve("/actuator/health/liveness")))
                    .isEqualTo(200);
            assertThat(Http.status(isobar.url().resolve("/actuator/health"))).isEqualTo(503);
            influxd.process().start();

            awaitSettled(isobar, 30_000);
            assertThat(Http.status(isobar.url().resolve("/actuator/health/readiness")))
                    .isEqualTo(200);
        }
    }

    @Test
    void influxDbHangs_longerThanTheKeepAlive_keepsConnectionsAndSessions() throws Exception {
        settings.put("isobar.mqtt.share-group", "faults");
        settings.put("isobar.mqtt.connections", "3");
        settings.put("isobar.telemetry.maximum-in-flight", "600");
        try (Isobar isobar = ready()) {
            influxd.process().signal("STOP");
            publish(0, 20_000);
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_in_flight") >= 300);
            await().atMost(PATIENCE).during(Duration.ofSeconds(8)).until(isobar::isReady);
            influxd.process().signal("CONT");

            awaitPoints(20_000);
            assertThat(isobar.log()).doesNotContain("has lost the session");
        }
    }

    @Test
    void influxDbHangs_whileLongMessagesArrive_boundsTheirBytes() throws Exception {
        settings.put("isobar.telemetry.maximum-in-flight-size", "16MB");
        try (Isobar isobar = ready()) {
            influxd.process().signal("STOP");
            String pad = "x".repeat(100_000);
            publish(readings(0, 2_000).map(reading -> reading.replace("}", ",\"pad\":\"" + pad + "\"}")));
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_in_flight") > 100);
            assertThat(isobar.metric("isobar_in_flight")).isLessThan(170);
            influxd.process().signal("CONT");

            awaitPoints(2_000);
        }
    }

    /** Each of these used to be seen in the field; after each InfluxDB works again. */
    @Test
    void influxDbAnswersWrongly_inEveryWay_keepsPointsOnDiskAndWritesThemOnce() throws Exception {
        Map<String, HttpFaults.Fault> faults = new LinkedHashMap<>();
        faults.put("unauthorized", request -> request.answer(401, "{\"error\":\"authorization failed\"}"));
        faults.put("too many requests", request -> {
            request.header("Retry-After", "1");
            request.answer(429, "{\"error\":\"slow down\"}");
        });
        faults.put("internal error", request -> request.answer(500, "{\"error\":\"timeout\"}"));
        faults.put(
                "no such retention policy",
                request -> request.answer(500, "{\"error\":\"retention policy not found\"}"));
        faults.put("a proxy's sign-in", request -> {
            request.header("Location", "/login");
            request.answer(302, "");
        });
        faults.put("a page for a person", request -> request.answer(200, "<html>Welcome to the lobby</html>"));
        faults.put("an error page for a person", request -> {
            request.header("Content-Type", "text/html; charset=utf-8");
            request.answer(400, "<html>plain HTTP request was sent to HTTPS port</html>");
        });
        faults.put("half an answer", HttpFaults.Request::answerHalf);
        faults.put("written, and then half an answer", request -> {
            request.carryOut();
            request.answerHalf();
        });
        faults.put("no answer", request -> Thread.sleep(Duration.ofHours(1)));
        try (HttpFaults proxy = HttpFaults.before(influxd.url())) {
            settings.put("isobar.influx.url", proxy.url().toString());
            settings.put("isobar.influx.timeout", "2s");
            settings.put("isobar.spool.after", "500ms");
            try (Isobar isobar = ready()) {
                int published = 0;
                for (Map.Entry<String, HttpFaults.Fault> fault : faults.entrySet()) {
                    proxy.fail(fault.getValue());
                    publish(published, published + 3_000);
                    published += 3_000;
                    await(fault.getKey()).atMost(PATIENCE).until(() -> isobar.metric("isobar_spooled") == 3_000);
                    assertThat(isobar.metric("isobar_in_flight")).isZero();
                    proxy.pass();

                    awaitSettled(isobar, published);
                }
                assertThat(isobar.metric("isobar_written_total")).isEqualTo(published);
            }
        }
    }

    @Test
    void influxDbIsAway_andTheSpoolIsFull_waitsWithoutAcknowledging() throws Exception {
        settings.put("isobar.spool.after", "100ms");
        settings.put("isobar.spool.max-size", "200KB");
        settings.put("isobar.telemetry.maximum-in-flight", "1000");
        influxd.process().kill();
        try (Isobar isobar = ready()) {
            publish(0, 10_000);
            await().atMost(PATIENCE).until(() -> isobar.log().contains("isobar.spool.max-size"));
            await().atMost(PATIENCE).until(() -> isobar.metric("isobar_in_flight") == 1_000);
            assertThat(isobar.metric("isobar_spool_bytes")).isLessThanOrEqualTo(200 << 10);
            influxd.process().start();

            awaitSettled(isobar, 10_000);
        }
    }
}
