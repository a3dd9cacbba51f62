package io.isobar.infrastructure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;

/** The stacks in the order in which the scripts make them, out of {@code infrastructure/stacks}. */
final class Stacks {

    private Stacks() {}

    /**
     * @param isNamed whether it is made only if it is named
     * @param keeps the types of resources that are kept when it is taken down
     */
    record Stack(String name, boolean isNamed, Set<String> keeps) {}

    static List<Stack> all() {
        try {
            return Files.readAllLines(Template.FOLDER.resolve("stacks")).stream()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .map(line -> List.of(line.split("\\s+")))
                    .map(words -> new Stack(
                            words.getFirst(), words.get(1).equals("named"), Set.copyOf(words.subList(2, words.size()))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the list of stacks", e);
        }
    }

    static List<Template> templates() {
        return all().stream().map(stack -> Template.read(stack.name())).toList();
    }
}
