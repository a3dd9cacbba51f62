package io.isobar.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.metadata.MetadataProperties.OnError;
import io.isobar.metadata.MetadataProperties.OnMiss;
import io.isobar.metadata.MetadataProperties.Stream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ByteArrayResource;

/** Settings as a person writes them in YAML. What is said of wrong ones is tested with those of all the others. */
class MetadataPropertiesTest {

    /** Where on, off, yes and no without quotes are truth values. */
    @ParameterizedTest
    @CsvSource({
        "auto, AUTO",
        "on, ON",
        "off, OFF",
        "'\"on\"', ON",
        "'\"off\"', OFF",
        "On, ON",
        "OFF, OFF",
        "true, ON",
        "false, OFF",
    })
    void stream_inYaml_isWhatItSays(String written, Stream stream) throws IOException {
        assertThat(bound("stream: " + written).stream()).isEqualTo(stream);
    }

    @Test
    void onMissAndOnError_inYaml_areWhatTheySay() throws IOException {
        MetadataProperties waiting = bound("{ on-miss: wait-for, wait-for: 90s, on-error: write }");

        assertThat(waiting.onMiss()).isEqualTo(OnMiss.WAIT_FOR);
        assertThat(waiting.waitFor()).isEqualTo(Duration.ofSeconds(90));
        assertThat(waiting.onError()).isEqualTo(OnError.WRITE);
        assertThat(bound("on-miss: park").onMiss()).isEqualTo(OnMiss.PARK);
    }

    private static MetadataProperties bound(String metadata) throws IOException {
        String yaml = "isobar:\n  metadata:\n    " + metadata + "\n";
        MutablePropertySources sources = new MutablePropertySources();
        new YamlPropertySourceLoader()
                .load("yaml", new ByteArrayResource(yaml.getBytes(UTF_8)))
                .forEach(sources::addLast);
        return new Binder(ConfigurationPropertySources.from(sources))
                .bindOrCreate("isobar.metadata", MetadataProperties.class);
    }
}
