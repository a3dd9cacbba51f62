package io.isobar;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may use whom. A package is a feature: to delete it is to delete its folder and its line here. */
class ArchitectureTest {

    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("pipeline", Set.of()),
            Map.entry("telemetry", Set.of()),
            Map.entry("tls", Set.of("pipeline")),
            Map.entry("mqtt", Set.of("pipeline", "tls")),
            Map.entry("dynamodb", Set.of("pipeline")),
            Map.entry("sqs", Set.of("pipeline", "dynamodb")),
            Map.entry("inbox", Set.of("pipeline", "mqtt", "dynamodb", "sqs", "parking")),
            Map.entry("archive", Set.of("pipeline", "telemetry", "mqtt", "dynamodb", "parking")),
            Map.entry("metadata", Set.of("pipeline", "dynamodb")),
            Map.entry("journal", Set.of("pipeline")),
            Map.entry("parking", Set.of("pipeline", "journal")),
            Map.entry("route", Set.of("pipeline", "telemetry", "mqtt")),
            Map.entry("enrich", Set.of("pipeline", "telemetry", "metadata", "route")),
            Map.entry(
                    "ingest",
                    Set.of("pipeline", "telemetry", "mqtt", "metadata", "parking", "spool", "route", "enrich")),
            Map.entry("spool", Set.of("pipeline", "journal")),
            Map.entry("influx", Set.of("pipeline", "tls", "telemetry", "spool", "parking")),
            Map.entry("explain", Set.of("pipeline", "telemetry", "metadata", "enrich", "ingest", "influx")),
            Map.entry("api", Set.of("pipeline", "journal")),
            Map.entry("cloudwatch", Set.of("pipeline", "dynamodb")),
            Map.entry("instance", Set.of()),
            Map.entry("broker", Set.of("pipeline")),
            Map.entry("simulator", Set.of("pipeline", "mqtt")));

    /** A class that may import Spring says so in its name; all the others can be made with new. */
    private static final String WIRING = ".*(Application|Configuration|Condition|Properties|Controller|Flow|Lifecycle"
            + "|FailureAnalyzer|FailureReporter)(\\$.*)?|.*package-info";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.isobar");

    @Test
    void packages_areAllListed() {
        Set<String> packages = CLASSES.stream()
                .map(ArchitectureTest::feature)
                .filter(feature -> !feature.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(packages).isEqualTo(new TreeSet<>(MAY_USE.keySet()));
    }

    static Set<String> features() {
        return MAY_USE.keySet();
    }

    @ParameterizedTest
    @MethodSource("features")
    void package_usesNoneButThoseItMay(String feature) {
        String[] others = MAY_USE.keySet().stream()
                .filter(other -> !other.equals(feature) && !MAY_USE.get(feature).contains(other))
                .map(other -> "io.isobar." + other + "..")
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage("io.isobar." + feature + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(CLASSES);
    }

    @Test
    void packages_haveNoCycles() {
        slices().matching("io.isobar.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void spring_isUsedByTheWiringAlone() {
        noClasses()
                .that()
                .haveNameNotMatching(WIRING)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(CLASSES);
    }

    private static String feature(JavaClass type) {
        String[] parts = type.getPackageName().split("\\.");
        return parts.length > 2 ? parts[2] : "";
    }
}
