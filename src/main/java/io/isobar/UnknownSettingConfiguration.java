package io.isobar;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;

/**
 * Refuses a setting that no record of settings has. Spring does so, too ({@code ignoreUnknownFields = false}), but it takes
 * everything for known that lies in a list within a list, such as {@code isobar.telemetry.routes[0].fields[0].typ}.
 */
@Configuration(proxyBeanMethods = false)
class UnknownSettingConfiguration {

    @Bean
    static ConfigurationPropertiesBindHandlerAdvisor unknownSettings() {
        return NamesOfRecords::new;
    }

    private static final class NamesOfRecords extends AbstractBindHandler {

        private static final ConfigurationPropertyName ALL = ConfigurationPropertyName.of("isobar");

        /** Not of the environment, whose names cannot be told from those of others for certain. */
        private static final UnboundElementsSourceFilter CHECKED = new UnboundElementsSourceFilter();

        NamesOfRecords(BindHandler parent) {
            super(parent);
        }

        @Override
        public void onFinish(
                ConfigurationPropertyName name, Bindable<?> target, BindContext context, @Nullable Object result)
                throws Exception {
            if (context.getDepth() == 0 && ALL.isAncestorOf(name)) check(name, target.getType(), context);
            super.onFinish(name, target, context, result);
        }

        private static void check(ConfigurationPropertyName prefix, ResolvableType type, BindContext context) {
            Set<ConfigurationProperty> unknown = new TreeSet<>();
            for (ConfigurationPropertySource source : context.getSources()) {
                if (!(source instanceof IterableConfigurationPropertySource names) || !CHECKED.apply(source)) continue;
                names.stream()
                        .filter(name -> prefix.isAncestorOf(name) && !has(type, name, prefix.getNumberOfElements()))
                        .map(source::getConfigurationProperty)
                        .filter(Objects::nonNull)
                        .forEach(unknown::add);
            }
            if (!unknown.isEmpty()) throw new UnboundConfigurationPropertiesException(unknown);
        }

        /** Whether the type has what the name says from one of its elements on. */
        private static boolean has(ResolvableType type, ConfigurationPropertyName name, int from) {
            if (from == name.getNumberOfElements()) return true;
            Class<?> raw = type.toClass();
            if (raw.isRecord()) {
                return Stream.of(raw.getRecordComponents())
                        .filter(component -> isNamed(component, name, from))
                        .anyMatch(component -> has(ResolvableType.forType(component.getGenericType()), name, from + 1));
            }
            if (Collection.class.isAssignableFrom(raw)) {
                return name.isNumericIndex(from) && has(type.getGeneric(0), name, from + 1);
            }
            return Map.class.isAssignableFrom(raw);
        }

        private static boolean isNamed(RecordComponent component, ConfigurationPropertyName name, int at) {
            String uniform = name.getElement(at, ConfigurationPropertyName.Form.UNIFORM);
            return component.getName().toLowerCase(Locale.ROOT).equals(uniform);
        }
    }
}
