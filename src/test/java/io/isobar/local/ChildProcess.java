package io.isobar.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server as a child process, its output in a file. Ended when this program ends, unless that is killed. */
public final class ChildProcess implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(2);
    private static final long STOP_SECONDS = 10;

    private final String name;
    private final List<String> command;
    private final int port;
    private final Path output;
    private final Thread endWithUs = new Thread(this::kill);
    private Process process;

    private ChildProcess(String name, List<String> command, int port, Path output) {
        this.name = name;
        this.command = command;
        this.port = port;
        this.output = output;
        Runtime.getRuntime().addShutdownHook(endWithUs);
    }

    /**
     * Starts a server and waits until it accepts connections.
     *
     * @param aptPackage the Debian package that brings it, for the message if it is not installed
     */
    static ChildProcess start(String aptPackage, List<String> command, int port, Path output) {
        String program = command.getFirst();
        if (!Files.isExecutable(Path.of(program))) {
            throw new IllegalStateException(program + " is missing: apt-get install " + aptPackage);
        }
        // In a session of its own, or Ctrl-C in a terminal would end it before those who still write to it.
        List<String> detached =
                Stream.concat(Stream.of("setsid"), command.stream()).toList();
        ChildProcess child = new ChildProcess(Path.of(program).getFileName().toString(), detached, port, output);
        child.start();
        return child;
    }

    /** Starts it again after {@link #kill} or {@link #terminate}. */
    public void start() {
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
            awaitPort();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    private void awaitPort() throws IOException {
        long deadline = System.nanoTime() + START.toNanos();
        while (!Ports.answers(port)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                kill();
                throw new IllegalStateException(name + " does not start on port " + port + ":\n" + lastLines());
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                kill();
                throw new IllegalStateException("interrupted while " + name + " starts", e);
            }
        }
    }

    private String lastLines() throws IOException {
        try (Stream<String> lines = Files.lines(output)) {
            List<String> all = lines.toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - 10), all.size()));
        }
    }

    Path output() {
        return output;
    }

    /** The number of the process that runs now, or ran last. */
    public long pid() {
        return process.pid();
    }

    /** The status that it ended with. */
    public int exitStatus() {
        return process.exitValue();
    }

    /** Leaves it running while this program ends, until it is closed. */
    void closedLast() {
        Runtime.getRuntime().removeShutdownHook(endWithUs);
    }

    /** Ends it at once, as a crash would. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Sends it a signal, such as STOP or CONT. */
    public void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Limits how long a file can become that it writes to. */
    public void limitFiles(String bytes) throws IOException, InterruptedException {
        new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes + ":unlimited")
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Asks it to end, and insists after ten seconds. */
    public void terminate() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) kill();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        terminate();
        try {
            Runtime.getRuntime().removeShutdownHook(endWithUs);
        } catch (IllegalStateException alreadyEnding) {
            // The hook finds nothing left to do.
        }
    }
}
