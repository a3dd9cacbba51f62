package io.isobar.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isobar.enrich.TagProperties;
import io.isobar.enrich.TagProperties.AsField;
import io.isobar.enrich.TagProperties.Rename;
import io.isobar.pipeline.InvalidSetting;
import io.isobar.telemetry.FieldType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

class TelemetryPropertiesTest {

    /** All settings, for one that none of them knows would be refused. */
    @ConfigurationPropertiesScan("io.isobar")
    static class Settings {}

    @Test
    void tags_nothingSet_areAllWithTheirOwnNames() {
        assertThat(bound().tags()).isEqualTo(new TagProperties(List.of(), List.of(), "", List.of(), List.of()));
    }

    @Test
    void tags_allSet_areRead() {
        TagProperties tags = bound(
                        "--isobar.telemetry.tags.include=a,b",
                        "--isobar.telemetry.tags.exclude[0]=c",
                        "--isobar.telemetry.tags.prefix=meta_",
                        "--isobar.telemetry.tags.rename[0].attribute=a",
                        "--isobar.telemetry.tags.rename[0].name=alpha",
                        "--isobar.telemetry.tags.as-field[0].attribute=b",
                        "--isobar.telemetry.tags.as-field[0].type=integer",
                        "--isobar.telemetry.tags.as-field[1].attribute=a")
                .tags();

        assertThat(tags)
                .isEqualTo(new TagProperties(
                        List.of("a", "b"),
                        List.of("c"),
                        "meta_",
                        List.of(new Rename("a", "alpha")),
                        List.of(new AsField("b", FieldType.INTEGER), new AsField("a", FieldType.STRING))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "time", "_time", "_field", "_measurement", "a\nb", "a\\", "a\\ b"})
    void rename_toANameThatNoTagCanHave_isRefused(String name) {
        assertThatThrownBy(() -> renaming(new Rename("a", "b"), new Rename("c", name)))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageStartingWith("isobar.telemetry.tags.rename[1].name is '" + name + "'; allowed is a name");
    }

    @Test
    void rename_ofOneAttributeTwice_isRefused() {
        assertThatThrownBy(() -> renaming(new Rename("a", "b"), new Rename("a", "c")))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageStartingWith("isobar.telemetry.tags.rename[1].attribute is 'a'");
    }

    @Test
    void rename_ofTwoAttributesToOneName_isRefused() {
        assertThatThrownBy(() -> renaming(new Rename("a", "b"), new Rename("c", "b")))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageStartingWith("isobar.telemetry.tags.rename[1].name is 'b'");
    }

    @Test
    void asField_ofOneAttributeTwice_isRefused() {
        List<AsField> twice = List.of(new AsField("a", FieldType.STRING), new AsField("a", FieldType.FLOAT));

        assertThatThrownBy(() -> new TagProperties(List.of(), List.of(), "", List.of(), twice))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageStartingWith("isobar.telemetry.tags.as-field[1].attribute is 'a'");
    }

    @Test
    void prefix_withALineBreak_isRefused() {
        assertThatThrownBy(() -> new TagProperties(List.of(), List.of(), "a\nb", List.of(), List.of()))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageStartingWith("isobar.telemetry.tags.prefix is ");
    }

    @Test
    void maximumInFlightSize_isNoMoreThanAQuarterOfTheHeap_butOneMessage() {
        TelemetryProperties properties = bound("--isobar.telemetry.maximum-in-flight-size=64MB");

        assertThat(properties.maximumInFlightSize(1L << 30)).isEqualTo(64 << 20);
        assertThat(properties.maximumInFlightSize(80 << 20)).isEqualTo(20 << 20);
        assertThat(properties.maximumInFlightSize(64)).isEqualTo(256 << 10);
    }

    private static TagProperties renaming(Rename... renames) {
        return new TagProperties(List.of(), List.of(), "", List.of(renames), List.of());
    }

    private static TelemetryProperties bound(String... settings) {
        SpringApplicationBuilder application = new SpringApplicationBuilder(Settings.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .properties("logging.level.org.springframework.boot=off");
        try (var context = application.run(settings)) {
            return context.getBean(TelemetryProperties.class);
        }
    }
}
