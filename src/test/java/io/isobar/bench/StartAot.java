package io.isobar.bench;

import io.isobar.local.Isobar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The same from the extracted jar, with the AOT cache of a training run (JEP 514) that takes part for some messages. */
record StartAot() implements Scenario {

    private static final Readings READINGS = Readings.of("training", 200);
    private static final int MESSAGES = 2_000;

    @Override
    public Figures run(Site site) throws Exception {
        Build build = site.build();
        Path folder = Files.createDirectories(site.folder().resolve("isobar"));
        Path extracted = folder.resolve("extracted");
        java(List.of("-Djarmode=tools", "-jar", build.jar().toString(), "extract", "--destination", "" + extracted));

        Path jar = extracted.resolve(build.jar().getFileName());
        Path profile = folder.resolve("isobar.aotconf");
        Path cache = folder.resolve("isobar.aot");
        train(site, with(build, jar, "-XX:AOTMode=record", "-XX:AOTConfiguration=" + profile));
        Build make = with(build, jar, "-XX:AOTMode=create", "-XX:AOTConfiguration=" + profile, "-XX:AOTCache=" + cache);
        java(Stream.of(Isobar.JVM_OPTIONS, Isobar.AWS, make.program())
                .flatMap(List::stream)
                .toList());
        return Start.figures(site, folder, with(build, jar, "-XX:AOTCache=" + cache));
    }

    private static void train(Site site, Build build) throws Exception {
        site.addDevices(READINGS);
        try (Bridge bridge =
                Bridge.start(site.folder().resolve("training"), build.program(), site.settings("training", Map.of()))) {
            site.publish(READINGS, 0, MESSAGES);
            site.awaitPoints();
            bridge.settle();
        }
    }

    private static Build with(Build build, Path jar, String... options) {
        List<String> jvm =
                Stream.concat(build.jvm().stream(), Stream.of(options)).toList();
        return new Build(build.commit(), jar, jvm);
    }

    private static void java(List<String> arguments) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Command.in(
                Path.of("."), Stream.concat(Stream.of(java), arguments.stream()).toArray(String[]::new));
    }

    @Override
    public int runs() {
        return 5;
    }
}
