package io.isobar.local;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A real VictoriaMetrics, which takes the write interface of InfluxDB 2. */
public final class VictoriaMetrics implements AutoCloseable {

    private final ChildProcess process;
    private final URI url;

    private VictoriaMetrics(ChildProcess process, URI url) {
        this.process = process;
        this.url = url;
    }

    public static VictoriaMetrics start(Path folder) {
        int port = Ports.free();
        List<String> command = List.of(
                "/usr/bin/victoria-metrics",
                "-httpListenAddr=127.0.0.1:" + port,
                "-storageDataPath=" + folder.resolve("data"),
                "-retentionPeriod=100y",
                "-search.latencyOffset=0s");
        ChildProcess process =
                ChildProcess.start("victoria-metrics", command, port, folder.resolve("victoria-metrics.log"));
        return new VictoriaMetrics(process, URI.create("http://127.0.0.1:" + port));
    }

    public URI url() {
        return url;
    }

    /** One JSON line for each series that matches, with all its values. */
    public List<String> export(String selector) {
        Http.get(url.resolve("/internal/force_flush"));
        String match = URLEncoder.encode(selector, StandardCharsets.UTF_8);
        return Http.get(url.resolve("/api/v1/export?match%5B%5D=" + match))
                .lines()
                .toList();
    }

    @Override
    public void close() {
        process.close();
    }
}
