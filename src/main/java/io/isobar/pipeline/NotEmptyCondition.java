package io.isobar.pipeline;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether settings that can be empty have a value; Spring Boot takes an empty one for a value, too. */
public final class NotEmptyCondition implements Condition {

    /** Only where these settings have a value, all of them. */
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @Conditional(NotEmptyCondition.class)
    public @interface Of {
        String[] value();
    }

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        String[] settings = metadata.getAnnotations().get(Of.class).getStringArray("value");
        return Arrays.stream(settings)
                .noneMatch(setting ->
                        context.getEnvironment().getProperty(setting, "").isEmpty());
    }
}
