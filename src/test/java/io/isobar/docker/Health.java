package io.isobar.docker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** The health check of the image. */
final class Health {

    private Health() {}

    static Shell.Ended ask(Path script, int port, String... path) throws IOException, InterruptedException {
        String[] command = Stream.concat(Stream.of(script.toAbsolutePath().toString()), Stream.of(path))
                .toArray(String[]::new);
        return Shell.run(Path.of("."), Map.of("ISOBAR_HTTP_PORT", "" + port), command);
    }
}
