package io.isobar.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts a real server in a folder of its own before the tests of a class, and ends it after them. */
public final class RealServer<T extends AutoCloseable> implements BeforeAllCallback, AfterAllCallback {

    /** Starts a server that keeps what it needs in a folder. */
    @FunctionalInterface
    public interface Start<T> {
        T in(Path folder) throws Exception;
    }

    private final Start<T> start;
    private Path folder;
    private T server;

    private RealServer(Start<T> start) {
        this.start = start;
    }

    public static <T extends AutoCloseable> RealServer<T> of(Start<T> start) {
        return new RealServer<>(start);
    }

    /** The running server. */
    public T get() {
        return server;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        folder = Files.createTempDirectory("isobar-test-");
        server = start.in(folder);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (server != null) server.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
