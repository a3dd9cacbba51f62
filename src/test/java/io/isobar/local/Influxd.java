package io.isobar.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real InfluxDB 1, the {@code influxdb} of Debian. Listens on loopback only. */
public final class Influxd implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final ChildProcess process;
    private final URI url;

    private Influxd(ChildProcess process, URI url) {
        this.process = process;
        this.url = url;
    }

    public static Influxd start(Path folder) {
        return start(folder, Ports.free());
    }

    /** @param folder holds its configuration, its log and its data, which a later start in the same folder finds again */
    public static Influxd start(Path folder, int port) {
        return start(folder, port, false);
    }

    /** @param authenticate whether requests need a user; the first one must be made by {@code CREATE USER} */
    public static Influxd start(Path folder, int port, boolean authenticate) {
        return start(folder, port, "auth-enabled = " + authenticate);
    }

    /** @param http further lines of the configuration of its HTTP interface */
    public static Influxd start(Path folder, int port, String http) {
        try {
            Path configuration =
                    Files.createDirectories(folder.toAbsolutePath()).resolve("influxdb.conf");
            Files.writeString(configuration, configuration(folder.toAbsolutePath(), port, http));
            ChildProcess process = ChildProcess.start(
                    "influxdb",
                    List.of("/usr/bin/influxd", "run", "-config", configuration.toString()),
                    port,
                    folder.resolve("influxd.log"));
            return new Influxd(process, URI.create("http://127.0.0.1:" + port));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare " + folder, e);
        }
    }

    private static String configuration(Path folder, int port, String http) {
        return """
                bind-address = "127.0.0.1:%d"
                reporting-disabled = true
                [meta]
                  dir = "%s/meta"
                [data]
                  dir = "%s/data"
                  wal-dir = "%s/wal"
                  index-version = "tsi1"
                  query-log-enabled = false
                [monitor]
                  store-enabled = false
                [http]
                  bind-address = "127.0.0.1:%d"
                  log-enabled = false
                  %s
                """.formatted(Ports.free(), folder, folder, folder, port, http);
    }

    public URI url() {
        return url;
    }

    /** To stop, kill and start it again. */
    public ChildProcess process() {
        return process;
    }

    public void createDatabase(String name) {
        query(name, "CREATE DATABASE \"" + name + "\"");
    }

    public void write(String database, String lineProtocol) {
        Http.post(url.resolve("/write?db=" + database), "text/plain; charset=utf-8", lineProtocol);
    }

    /** @return the answer of {@code /query}, as it is */
    public JsonNode query(String database, String influxQl) {
        String form = Http.form(Map.of("db", database, "q", influxQl));
        return JSON.readTree(Http.post(url.resolve("/query"), "application/x-www-form-urlencoded", form));
    }

    /** The same as a user, where authentication is on. */
    public JsonNode queryAs(String user, String password, String influxQl) {
        String parameters = Http.form(Map.of("u", user, "p", password, "q", influxQl));
        return JSON.readTree(Http.post(url.resolve("/query?" + parameters), "text/plain", ""));
    }

    /** How many points a measurement has, by one of its fields; 0 if it does not exist. */
    public long count(String database, String measurement, String field) {
        JsonNode answer = query(database, "SELECT count(\"%s\") FROM \"%s\"".formatted(field, measurement));
        return answer.at("/results/0/series/0/values/0/1").asLong(0);
    }

    @Override
    public void close() {
        process.close();
    }
}
