package io.isobar.docker;

import io.isobar.docker.Dockerfile.Instruction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The image of Isobar without an engine: the steps of its Dockerfile, done on this machine in a folder that stands for the root.
 * The jar is the one that Maven has built here, and what belongs to whom is left out.
 */
final class HandBuilt {

    private final Path root;
    private final Dockerfile dockerfile = Dockerfile.ofIsobar();

    private HandBuilt(Path root) {
        this.root = root;
    }

    static HandBuilt in(Path root) throws IOException, InterruptedException {
        HandBuilt image = new HandBuilt(root.toAbsolutePath());
        for (String folder : List.of("build/target", "app", "data", "tmp")) {
            Files.createDirectories(image.root.resolve(folder));
        }
        Files.copy(Path.of("target/isobar.jar"), image.root.resolve("build/target/isobar.jar"));
        image.build();
        return image;
    }

    private void build() throws IOException, InterruptedException {
        Path workingFolder = root;
        for (Instruction step : dockerfile.instructions()) {
            switch (step.name()) {
                case "WORKDIR" -> workingFolder = root.resolve(step.arguments().substring(1));
                case "RUN" -> run(step, workingFolder);
                case "COPY" -> copy(step, workingFolder);
                default -> {
                    // Says what the container is like.
                }
            }
        }
    }

    private void run(Instruction step, Path folder) throws IOException, InterruptedException {
        boolean done = step.arguments().startsWith("mvn ") || step.arguments().startsWith("install ");
        if (done) return;
        boolean offline = step.flags().contains("--network=none");
        String[] shell = {"bash", "-c", inRoot(step.arguments())};
        String[] alone = {"unshare", "--net", "--map-root-user", "bash", "-c", inRoot(step.arguments())};
        Shell.run(folder, environment(), offline && canBeAlone() ? alone : shell)
                .well();
    }

    /** Whether this machine lets a process have a network of its own, in which there is nothing. */
    static boolean canBeAlone() throws IOException, InterruptedException {
        return Shell.run(Path.of("."), Map.of(), "bash", "-c", "unshare --net --map-root-user true")
                        .status()
                == 0;
    }

    /** As Docker does it: of a folder the content, into a folder that may have some. */
    private void copy(Instruction step, Path folder) throws IOException, InterruptedException {
        boolean ofStage = step.isFromAnotherStage();
        if (!ofStage && step.arguments().matches("(pom.xml|src/).*")) return;
        List<String> words = List.of(step.arguments().split(" "));
        Path target = Files.createDirectories(folder.resolve(words.getLast()).normalize());
        for (String source : words.subList(0, words.size() - 1)) {
            Path from = ofStage ? root.resolve(source.substring(1)) : Path.of(source);
            String all = Files.isDirectory(from) ? from + "/." : from.toString();
            Shell.run(Path.of("."), Map.of(), "cp", "-a", all, target.toString())
                    .well();
            // The one file that names where it is.
            Path options = target.resolve("jvm.options");
            if (source.endsWith("/jvm.options")) Files.writeString(options, inRoot(Files.readString(options)));
        }
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        Path java = Path.of(System.getProperty("java.home"), "bin");
        environment.put("PATH", java + ":" + System.getenv("PATH"));
        environment.put("TARGETARCH", System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64");
        return environment;
    }

    private String inRoot(String text) {
        return text.replaceAll("(?<![\\w./])/(app|build|data|tmp)\\b", root + "/$1");
    }

    Path root() {
        return root;
    }

    /** Starts it as the image says, with these variables besides those that the image sets. */
    Process start(Map<String, String> variables) throws IOException {
        List<String> command = new ArrayList<>(dockerfile.last("ENTRYPOINT").exec());
        command.replaceAll(this::inRoot);
        // The one that runs the tests, and has made the cache.
        command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(root.resolve("app").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile());
        String[] set = inRoot(dockerfile.last("ENV").arguments()).split("=");
        builder.environment().put(set[0], set[1]);
        builder.environment().putAll(variables);
        return builder.start();
    }

    Path log() {
        return root.resolve("log");
    }

    /** Asks the health check of the image. */
    Shell.Ended health(int port, String... path) throws IOException, InterruptedException {
        return Health.ask(root.resolve("app/health"), port, path);
    }
}
