package io.isobar.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ImportsTest {

    private final List<Template> templates = Stacks.templates();

    @Test
    void list_namesEveryTemplate() throws IOException {
        try (Stream<Path> files = Files.list(Template.FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".yml")))
                    .containsExactlyInAnyOrderElementsOf(
                            templates.stream().map(stack -> stack + ".yml").toList());
        }
    }

    @Test
    void imports_areExportedByAnEarlierStack() {
        Set<String> exported = new HashSet<>();

        for (Template template : templates) {
            assertThat(exported).as("exported before %s", template).containsAll(template.imports());
            exported.addAll(template.exports());
        }
        assertThat(exported).hasSizeGreaterThan(20);
    }

    @Test
    void exports_areOfOneStackEach() {
        assertThat(templates.stream().flatMap(template -> template.exports().stream()))
                .doesNotHaveDuplicates();
    }

    /** A stack that is left out unless it is named must not be needed by others. */
    @Test
    void imports_areOfStacksThatAreAlwaysMade() {
        Set<String> named = new HashSet<>();
        Stacks.all().stream()
                .filter(Stacks.Stack::isNamed)
                .forEach(stack -> named.addAll(Template.read(stack.name()).exports()));

        assertThat(templates.stream().flatMap(template -> template.imports().stream()))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(named.isEmpty() ? Set.of("none") : named);
    }
}
