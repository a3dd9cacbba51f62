package io.isobar.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The instructions of a Dockerfile, in order.
 *
 * @param instructions without comments, each on one line
 */
record Dockerfile(List<Instruction> instructions) {

    /**
     * @param name such as RUN
     * @param flags such as --network=none
     * @param arguments the rest, as it is
     */
    record Instruction(String name, List<String> flags, String arguments) {

        static Instruction of(String line) {
            List<String> words = new ArrayList<>(List.of(line.split("\\s+")));
            String name = words.removeFirst();
            List<String> flags =
                    words.stream().takeWhile(word -> word.startsWith("--")).toList();
            words.subList(0, flags.size()).clear();
            return new Instruction(name, flags, String.join(" ", words));
        }

        /** The words of the exec form. */
        List<String> exec() {
            return List.of(JsonMapper.shared().readValue(arguments, String[].class));
        }

        boolean isFromAnotherStage() {
            return flags.stream().anyMatch(flag -> flag.startsWith("--from="));
        }
    }

    Dockerfile {
        instructions = List.copyOf(instructions);
    }

    /** Of the image of Isobar. */
    static Dockerfile ofIsobar() {
        return read(Path.of("docker/Dockerfile"));
    }

    static Dockerfile read(Path file) {
        try {
            String withoutComments = String.join(
                    "\n",
                    Files.readAllLines(file).stream()
                            .filter(line -> !line.startsWith("#"))
                            .toList());
            return new Dockerfile(withoutComments
                    .replaceAll("\\\\\n\\s*", "")
                    .lines()
                    .filter(line -> !line.isBlank())
                    .map(Instruction::of)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stream<Instruction> all(String name) {
        return instructions.stream().filter(instruction -> instruction.name().equals(name));
    }

    /** The last one of that name, which is the one that counts. */
    Instruction last(String name) {
        return all(name).reduce((earlier, later) -> later).orElseThrow(() -> new AssertionError("there is no " + name));
    }

    /** The run that makes the AOT cache. */
    Instruction training() {
        return all("RUN")
                .filter(run -> run.arguments().contains("-XX:AOTCacheOutput="))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing makes an AOT cache"));
    }
}
