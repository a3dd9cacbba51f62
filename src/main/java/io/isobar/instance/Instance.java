package io.isobar.instance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The name of this process, found out when it is asked for first. */
final class Instance {

    private final Optional<TaskMetadata> ecs;
    private final Consumer<String> warn;
    private @Nullable String name;

    /**
     * @param ecs empty outside ECS
     * @param warn told if ECS should know the name and does not say it
     */
    Instance(Optional<TaskMetadata> ecs, Consumer<String> warn) {
        this.ecs = ecs;
        this.warn = warn;
    }

    synchronized String name() {
        if (name == null) name = ecs.flatMap(this::taskId).orElseGet(Instance::hostName);
        return name;
    }

    private Optional<String> taskId(TaskMetadata metadata) {
        try {
            return Optional.of(metadata.taskId());
        } catch (IOException e) {
            warn.accept("isobar.instance is the name of the host, for ECS does not say the ID of the task: "
                    + e.getMessage());
            return Optional.empty();
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "localhost";
        }
    }
}
