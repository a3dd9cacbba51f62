package io.isobar.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A program that is run to its end. */
final class Command {

    private Command() {}

    /**
     * Both of its outputs, without the space around them.
     *
     * @throws IllegalStateException if it ends with another status than 0
     */
    static String in(Path folder, String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) throw new IllegalStateException(List.of(command) + " ends with " + status + ": " + output);
            return output.strip();
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + List.of(command), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while it runs: " + List.of(command), e);
        }
    }
}
