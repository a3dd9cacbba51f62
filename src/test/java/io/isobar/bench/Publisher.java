package io.isobar.bench;

import io.isobar.local.MosquittoPub;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Publishes single messages at QoS 1, through a {@code mosquitto_pub} that reads them from a pipe. For one thread. */
final class Publisher implements AutoCloseable {

    /** It loses messages once it has used up its 65,535 packet identifiers. */
    private static final int MOST_OF_ONE = 50_000;

    private final List<String> command;
    private final LongConsumer published;
    private final List<Process> ending = new ArrayList<>();
    private Process process;
    private BufferedWriter lines;
    private int written;

    /** @param published is told how many the broker has, when this is closed */
    Publisher(int port, String topic, LongConsumer published) throws IOException {
        this.command = Stream.concat(
                        MosquittoPub.command(port, topic).stream(), Stream.of("-l", "-M", "1000", "--nodelay"))
                .toList();
        this.published = published;
        start();
    }

    private void start() throws IOException {
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        lines = process.outputWriter();
    }

    /** Returns at once; the message is on its way after the next {@link #flush}. */
    void publish(String message) throws IOException {
        if (written > 0 && written % MOST_OF_ONE == 0) {
            end();
            start();
        }
        lines.write(message);
        lines.newLine();
        written++;
    }

    void flush() throws IOException {
        lines.flush();
    }

    private void end() throws IOException {
        lines.close();
        ending.add(process);
    }

    /** Returns when the broker has all messages. */
    @Override
    public void close() throws IOException, InterruptedException {
        end();
        for (Process each : ending) {
            if (each.waitFor() != 0) throw new IllegalStateException(command + " ends with " + each.exitValue());
        }
        published.accept(written);
    }
}
