package io.isobar;

import io.isobar.pipeline.InvalidSetting;
import io.isobar.tls.BundleFailure;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.TypeDescriptor;

/** Finds, in a failed start, the setting that is wrong, and says its name, its value and what is allowed. */
final class SettingFailureAnalyzer implements FailureAnalyzer {

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        String line = line(failure);
        return line == null ? null : new FailureAnalysis(line, null, failure);
    }

    private static @Nullable String line(Throwable failure) {
        InvalidSetting invalid = cause(failure, InvalidSetting.class);
        if (invalid != null) return invalid.getMessage();

        UnboundConfigurationPropertiesException unknown = cause(failure, UnboundConfigurationPropertiesException.class);
        if (unknown != null) {
            return unknown.getUnboundProperties().stream()
                    .map(SettingFailureAnalyzer::unknown)
                    .collect(Collectors.joining(" "));
        }

        BindException binding = cause(failure, BindException.class);
        ConversionFailedException conversion = cause(failure, ConversionFailedException.class);
        if (binding == null) return bundle(failure);
        if (conversion == null) return null;
        ConfigurationProperty property = binding.getProperty();
        String name = property == null
                ? binding.getName().toString()
                : property.getName().toString();
        Object value = conversion.getValue() == null && property != null ? property.getValue() : conversion.getValue();
        return new InvalidSetting(name, String.valueOf(value), allowed(conversion.getTargetType())).getMessage();
    }

    /** An empty text that cannot become a value counts as unknown, too. */
    private static String unknown(ConfigurationProperty property) {
        String name = property.getName().toString();
        return "".equals(property.getValue())
                ? name + " is ''; allowed is a value that is not empty"
                : name + " is not a setting; see application.yml for all of them";
    }

    /** All bundles are read at the start, those too that nobody uses. */
    private static @Nullable String bundle(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            boolean ofBundle = String.valueOf(t.getMessage()).startsWith("Unable to register SSL bundle");
            if (ofBundle) return BundleFailure.reason(t) + " (see spring.ssl.bundle)";
        }
        return webServer(failure);
    }

    /** A port in use has an analysis of its own. */
    private static @Nullable String webServer(Throwable failure) {
        WebServerException webServer = cause(failure, WebServerException.class);
        if (webServer == null || webServer instanceof PortInUseException) return null;
        String why = NestedExceptionUtils.getMostSpecificCause(webServer).getMessage();
        return "the web server cannot listen: " + why + " (see server.address and server.port)";
    }

    private static String allowed(TypeDescriptor target) {
        Class<?> type = target.getObjectType();
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant ->
                            constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .collect(Collectors.joining(" or "));
        }
        return switch (type.getSimpleName()) {
            case "Boolean" -> "true or false";
            case "Integer", "Long" -> "a whole number";
            case "Duration" -> "a duration such as 50ms, 30s or 1h";
            case "DataSize" -> "a size such as 256KB or 10GB";
            case "ZoneId" -> "a time zone such as UTC, +01:00 or Europe/Berlin";
            default -> "a " + type.getSimpleName();
        };
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) return type.cast(t);
        }
        return null;
    }
}
