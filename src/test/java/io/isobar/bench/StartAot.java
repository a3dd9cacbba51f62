package io.isobar.bench;

import io.isobar.local.Isobar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The same from the extracted jar, with the AOT cache of a training run (JEP 514) that ends before it takes part in anything.
 */
record StartAot() implements Scenario {

    @Override
    public Figures run(Site site) throws Exception {
        Build build = site.build();
        Path folder = Files.createDirectories(site.folder().resolve("isobar"));
        Path extracted = folder.resolve("extracted");
        java(List.of("-Djarmode=tools", "-jar", build.jar().toString(), "extract", "--destination", "" + extracted));

        Path jar = extracted.resolve(build.jar().getFileName());
        Path cache = folder.resolve("isobar.aot");
        train(site, new Build(build.commit(), jar, with(build.jvm(), "-XX:AOTCacheOutput=" + cache)));
        return Start.figures(site, folder, new Build(build.commit(), jar, with(build.jvm(), "-XX:AOTCache=" + cache)));
    }

    private static void train(Site site, Build build) {
        List<String> arguments = new ArrayList<>(Isobar.JVM_OPTIONS);
        arguments.addAll(Isobar.AWS);
        arguments.add("-Dspring.context.exit=onRefresh");
        arguments.addAll(build.program());
        Map<String, String> more = Map.of("server.port", "0", "isobar.data.dir", site.folder() + "/training");
        site.settings("isobar", more).forEach((name, value) -> arguments.add("--" + name + "=" + value));
        java(arguments);
    }

    private static void java(List<String> arguments) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Command.in(
                Path.of("."),
                with(List.of(java.toString()), arguments.toArray(String[]::new)).toArray(String[]::new));
    }

    private static List<String> with(List<String> some, String... more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return all;
    }

    @Override
    public int runs() {
        return 5;
    }
}
