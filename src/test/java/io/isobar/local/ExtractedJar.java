package io.isobar.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code target/isobar.jar} as the image has it: taken apart, with an archive of its classes, by which a start takes half of the
 * CPU time. Made by the first of the processes that test, once for each jar.
 */
public final class ExtractedJar {

    private static final Path JAR = Path.of("target/isobar.jar");
    private static final Path FOLDER = Path.of("target/extracted");
    private static final Path EXTRACTED = FOLDER.resolve("isobar.jar");
    private static final Path CLASSES = FOLDER.resolve("classes.jsa");

    private ExtractedJar() {}

    /** What {@code java} is told. */
    public static List<String> program() {
        if (!Files.exists(JAR)) throw new IllegalStateException(JAR + " is missing: mvn -DskipTests package");
        try (FileChannel lock = FileChannel.open(
                        Path.of("target/extracted.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = lock.lock()) {
            if (!isMade()) make();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot take " + JAR + " apart", e);
        }
        // It would say that the JVM's own archive was made without --enable-native-access.
        return List.of("-XX:SharedArchiveFile=" + CLASSES, "-Xlog:cds=off", "-jar", EXTRACTED.toString());
    }

    private static boolean isMade() throws IOException {
        return Files.exists(CLASSES)
                && Files.getLastModifiedTime(CLASSES).compareTo(Files.getLastModifiedTime(JAR)) > 0;
    }

    /** The archive last, for it says that all is there. */
    private static void make() throws IOException {
        java("-Djarmode=tools", "-jar", JAR.toString(), "extract", "--force", "--destination", FOLDER.toString());
        List<String> training = new ArrayList<>(Isobar.JVM_OPTIONS);
        training.addAll(Isobar.AWS);
        training.addAll(List.of(
                "-XX:ArchiveClassesAtExit=" + CLASSES,
                "-Dspring.context.exit=onRefresh",
                "-jar",
                EXTRACTED.toString(),
                "--server.port=0",
                "--isobar.data.dir=" + FOLDER.resolve("training")));
        java(training.toArray(String[]::new));
    }

    private static void java(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(arguments));
        Path output = Path.of("target/extracted.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (process.waitFor(5, TimeUnit.MINUTES) && process.exitValue() == 0) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new IllegalStateException(String.join(" ", command) + " failed:\n" + Files.readString(output));
    }
}
