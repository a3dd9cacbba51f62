package io.isobar.pipeline;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether a setting that is empty by default has a value; Spring Boot takes an empty one for a value, too. */
public final class NotEmptyCondition implements Condition {

    /** Only where that setting has a value. */
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @Conditional(NotEmptyCondition.class)
    public @interface Of {
        String value();
    }

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        String setting = metadata.getAnnotations().get(Of.class).getString("value");
        return !context.getEnvironment().getProperty(setting, "").isEmpty();
    }
}
