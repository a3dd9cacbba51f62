package io.isobar.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Another commit of this repository in a folder of its own, built, and gone when it is closed. */
final class Worktree implements AutoCloseable {

    private static final Path HERE = Path.of(".");

    private final Path folder;
    private final Thread endWithUs = new Thread(this::remove);

    private Worktree(Path folder) {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(endWithUs);
    }

    /** @throws IllegalArgumentException if there is no such commit */
    static Worktree of(String commit) throws IOException {
        // Git takes an empty folder, and removes it with the rest.
        Path folder = Files.createTempDirectory("isobar-bench-tree-");
        try {
            Command.in(HERE, "git", "worktree", "add", "--quiet", "--detach", folder.toString(), commit);
        } catch (IllegalStateException e) {
            Files.delete(folder);
            throw new IllegalArgumentException("--compare is '" + commit + "', which git cannot check out", e);
        }
        Worktree worktree = new Worktree(folder);
        try {
            Command.in(folder, "mvn", "-B", "-q", "-Dstyle.color=never", "-Dmaven.test.skip=true", "package");
        } catch (IllegalStateException e) {
            worktree.close();
            throw e;
        }
        return worktree;
    }

    Path folder() {
        return folder;
    }

    private void remove() {
        Command.in(HERE, "git", "worktree", "remove", "--force", folder.toString());
    }

    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(endWithUs);
        } catch (IllegalStateException alreadyEnding) {
            // The hook finds nothing left to do.
        }
    }
}
