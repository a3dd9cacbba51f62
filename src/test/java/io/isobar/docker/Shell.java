package io.isobar.docker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a command to its end. */
final class Shell {

    /**
     * How a command ended.
     *
     * @param output what it wrote to both of its outputs
     */
    record Ended(int status, String output) {

        /** @throws IllegalStateException if it failed */
        Ended well() {
            if (status == 0) return this;
            throw new IllegalStateException("status " + status + ":\n" + output);
        }
    }

    private Shell() {}

    /** @param environment added to that of this process */
    static Ended run(Path folder, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(List.of(command)).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException(List.of(command) + " closed its output and does not end");
        }
        return new Ended(process.exitValue(), output);
    }
}
