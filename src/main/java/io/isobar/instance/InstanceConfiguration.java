package io.isobar.instance;

import java.util.Optional;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/** Lets every setting say {@code ${isobar.instance}}; listed in {@code META-INF/spring.factories}. */
final class InstanceConfiguration implements EnvironmentPostProcessor {

    private static final String SETTING = "isobar.instance";
    /** <a href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html">Set by ECS.</a> */
    private static final String ECS_METADATA = "ECS_CONTAINER_METADATA_URI_V4";

    private final Log log;

    /** @param logs as nothing can be logged before the settings are known */
    InstanceConfiguration(DeferredLogFactory logs) {
        this.log = logs.getLog(InstanceConfiguration.class);
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Optional<String> ecs =
                Optional.ofNullable(environment.getProperty(ECS_METADATA)).filter(url -> !url.isBlank());
        Instance instance = new Instance(ecs.map(TaskMetadata::new), log::warn);
        environment.getPropertySources().addFirst(new InstanceSource(instance));
    }

    /** Names nothing that it has, or it would have to be a setting that can be set. */
    private static final class InstanceSource extends PropertySource<Instance> {

        InstanceSource(Instance instance) {
            super(SETTING, instance);
        }

        @Override
        public @Nullable Object getProperty(String name) {
            return name.equals(SETTING) ? getSource().name() : null;
        }
    }
}
