package io.isobar.pipeline;

import java.lang.annotation.Annotation;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.Stream;
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

    /** Only where one of these settings has a value. */
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @Conditional(NotEmptyCondition.class)
    public @interface AnyOf {
        String[] value();
    }

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Predicate<String> hasValue =
                setting -> !context.getEnvironment().getProperty(setting, "").isEmpty();
        return metadata.getAnnotations().isPresent(AnyOf.class)
                ? settings(metadata, AnyOf.class).anyMatch(hasValue)
                : settings(metadata, Of.class).allMatch(hasValue);
    }

    private static Stream<String> settings(AnnotatedTypeMetadata metadata, Class<? extends Annotation> of) {
        return Arrays.stream(metadata.getAnnotations().get(of).getStringArray("value"));
    }
}
