package io.isobar.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real mosquitto, with no limit on what it queues and sends ahead unless it is told one. */
public final class Mosquitto implements AutoCloseable {

    private final ChildProcess process;
    private final int port;

    private Mosquitto(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    public static Mosquitto start(Path folder) {
        return start(folder, "allow_anonymous true");
    }

    /** @param settings further lines of its configuration */
    public static Mosquitto start(Path folder, String settings) {
        int port = Ports.free();
        return start(folder, port, "listener " + port + " 127.0.0.1\n" + settings);
    }

    /** @param settings with the listener on the port */
    public static Mosquitto start(Path folder, int port, String settings) {
        try {
            Path configuration = Files.createDirectories(folder).resolve("mosquitto.conf");
            // Started by root it would become a user who may not read its folder.
            String ours =
                    "user " + System.getProperty("user.name") + "\nmax_queued_messages 0\nmax_inflight_messages 0\n";
            Files.writeString(configuration, ours + settings + "\n");
            ChildProcess process = ChildProcess.start(
                    "mosquitto",
                    List.of("/usr/sbin/mosquitto", "-c", configuration.toString()),
                    port,
                    folder.resolve("mosquitto.log"));
            return new Mosquitto(process, port);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare " + folder, e);
        }
    }

    public int port() {
        return port;
    }

    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    /** To stop, kill and start it again. */
    public ChildProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
