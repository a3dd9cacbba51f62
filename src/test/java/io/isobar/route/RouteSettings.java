package io.isobar.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ByteArrayResource;

/** Settings as a person writes them, read as the service reads them. */
public final class RouteSettings {

    private RouteSettings() {}

    public static List<RouteProperties> of(String yaml) {
        MutablePropertySources sources = new MutablePropertySources();
        try {
            new YamlPropertySourceLoader()
                    .load("yaml", new ByteArrayResource(yaml.getBytes(UTF_8)))
                    .forEach(sources::addLast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<RouteProperties> routes = new Binder(ConfigurationPropertySources.from(sources))
                .bind("isobar.telemetry.routes", Bindable.listOf(RouteProperties.class))
                .orElse(List.of());
        Routes.check(routes);
        return routes;
    }
}
