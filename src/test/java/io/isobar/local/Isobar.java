package io.isobar.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The packaged service as a child process, see {@link ExtractedJar}. */
public final class Isobar implements AutoCloseable {

    /** What the JVM is told before anything else: what the README recommends. */
    public static final List<String> JVM_OPTIONS = jvmOptions();

    /** DynamoDB Local takes any region and any credentials. */
    public static final List<String> AWS =
            List.of("-Daws.region=eu-central-1", "-Daws.accessKeyId=local", "-Daws.secretAccessKey=local");

    private final ChildProcess process;
    private final URI url;

    private Isobar(ChildProcess process, int port) {
        this.process = process;
        this.url = URI.create("http://127.0.0.1:" + port);
    }

    /**
     * Starts it and waits until it answers HTTP; it need not be ready then.
     *
     * @param folder for its log
     * @param settings by their names, such as {@code isobar.mqtt.url}
     */
    public static Isobar start(Path folder, Map<String, String> settings) {
        return start(folder, ExtractedJar.program(), settings);
    }

    /** @param environment what is set besides the variables of this process, as a container is told */
    public static Isobar start(Path folder, Map<String, String> settings, Map<String, String> environment) {
        return start(folder, ExtractedJar.program(), settings, environment);
    }

    /** @param program what else {@code java} is told: more options, and which jar */
    public static Isobar start(Path folder, List<String> program, Map<String, String> settings) {
        return start(folder, program, settings, Map.of());
    }

    /** @param environment what is set besides the variables of this process, as a container is told */
    public static Isobar start(
            Path folder, List<String> program, Map<String, String> settings, Map<String, String> environment) {
        int port = Ports.free();
        Map<String, String> all = new TreeMap<>(settings);
        all.put("server.address", "127.0.0.1");
        all.put("server.port", "" + port);
        all.putIfAbsent("isobar.data.dir", folder.resolve("isobar-data").toString());
        List<String> command = new ArrayList<>(command(program, all));
        if (!environment.isEmpty()) {
            environment.forEach((name, value) -> command.addFirst(name + "=" + value));
            command.addFirst("/usr/bin/env");
        }
        ChildProcess process = ChildProcess.start("a JDK", command, port, folder.resolve("isobar.log"));
        return new Isobar(process, port);
    }

    /** Runs it until it ends by itself, because it cannot start; both of its outputs are in the result. */
    public static Ended run(Map<String, String> settings) throws IOException, InterruptedException {
        Path output = Files.createTempFile("isobar-", ".log");
        Map<String, String> all = new TreeMap<>(settings);
        all.putIfAbsent("isobar.data.dir", "target/isobar-data");
        Process process = new ProcessBuilder(command(ExtractedJar.program(), all))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
            throw new IllegalStateException("still running after two minutes:\n" + Files.readString(output));
        }
        Ended ended = new Ended(process.exitValue(), Files.readAllLines(output));
        Files.delete(output);
        return ended;
    }

    /** How a process ended. */
    public record Ended(int status, List<String> output) {}

    private static List<String> jvmOptions() {
        List<String> options = new ArrayList<>(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx256m"));
        if (Runtime.version().feature() >= 25) options.add("-XX:+UseCompactObjectHeaders");
        return List.copyOf(options);
    }

    private static List<String> command(List<String> program, Map<String, String> settings) {
        String jar = program.getLast();
        if (!Files.exists(Path.of(jar))) throw new IllegalStateException(jar + " is missing: mvn -DskipTests package");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(AWS);
        command.addAll(program);
        settings.forEach((name, value) -> command.add("--" + name + "=" + value));
        return command;
    }

    public boolean isReady() {
        return Http.status(url.resolve("/actuator/health/readiness")) == 200;
    }

    public URI url() {
        return url;
    }

    /** All samples by name and labels, as {@code /actuator/prometheus} writes them. */
    public Map<String, Double> metrics() {
        Map<String, Double> samples = new TreeMap<>();
        Http.get(url.resolve("/actuator/prometheus"))
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" (?=[^ ]+$)"))
                .forEach(sample -> samples.put(sample[0], Double.valueOf(sample[1])));
        return samples;
    }

    /** The sum of all samples of that name; 0 if there is none. */
    public long metric(String name) {
        return Math.round(metrics().entrySet().stream()
                .filter(sample -> sample.getKey().split("\\{")[0].equals(name))
                .mapToDouble(Map.Entry::getValue)
                .sum());
    }

    /** To stop, kill and start it again. */
    public ChildProcess process() {
        return process;
    }

    public String log() {
        try {
            return Files.readString(process.output());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
