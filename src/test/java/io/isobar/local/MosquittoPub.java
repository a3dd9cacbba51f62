package io.isobar.local;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** Publishes by {@code mosquitto_pub}, a client that is not of our making. */
public final class MosquittoPub {

    /** It reads ahead without bound, and loses messages once it has used up its 65,535 packet identifiers. */
    private static final int MOST_AT_ONCE = 20_000;

    private MosquittoPub() {}

    /** Publishes each message at QoS 1, in order; returns when the broker has acknowledged them all. */
    public static void publish(int port, String topic, Stream<String> messages)
            throws IOException, InterruptedException {
        Iterator<String> rest = messages.iterator();
        while (rest.hasNext()) {
            Path lines = Files.createTempFile("isobar-messages-", ".txt");
            try (BufferedWriter some = Files.newBufferedWriter(lines)) {
                for (int count = 0; count < MOST_AT_ONCE && rest.hasNext(); count++) some.write(rest.next() + "\n");
            }
            // With its usual 20 on their way at a time, it would wait for a slow broker.
            run(lines, port, topic, "-l", "-M", "1000");
        }
    }

    /** Publishes one message of any bytes at QoS 1. */
    public static void publish(int port, String topic, byte[] payload) throws IOException, InterruptedException {
        Path file = Files.createTempFile("isobar-message-", ".bin");
        Files.write(file, payload);
        run(file, port, topic, "-s");
    }

    /** Publishes one message at QoS 1, which the broker gives to whoever subscribes later, too. */
    public static void publishRetained(int port, String topic, String message)
            throws IOException, InterruptedException {
        Path file = Files.createTempFile("isobar-message-", ".txt");
        Files.writeString(file, message);
        run(file, port, topic, "-s", "-r");
    }

    /** The command, up to where the messages come from. */
    public static List<String> command(int port, String topic) {
        return List.of("mosquitto_pub", "-h", "127.0.0.1", "-p", "" + port, "-q", "1", "-t", topic);
    }

    private static void run(Path input, int port, String topic, String... mode)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(command(port, topic));
        command.addAll(List.of(mode));
        Process process = new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int status = process.waitFor();
        Files.delete(input);
        if (status != 0) throw new IllegalStateException(command + " ends with " + status);
    }
}
