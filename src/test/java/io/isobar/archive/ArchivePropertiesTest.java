package io.isobar.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isobar.pipeline.InvalidSetting;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ArchivePropertiesTest {

    @Test
    void all_nothingSet_isNoFlow() {
        assertThat(bound(Map.of()).all()).isEmpty();
    }

    @Test
    void all_oneAndAList_areAllOfThem() {
        ArchiveProperties properties = bound(Map.of(
                "flow.input", "a",
                "flow.param-partition-key", "k",
                "flows[0].input", "a",
                "flows[0].param-partition-key", "k|%Y",
                "flows[0].table-name", "other"));

        assertThat(properties.all()).extracting(ArchiveProperties.Flow::table).containsExactly("quix-a", "other");
        assertThat(properties.all().getFirst().isTableAutomatic()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"/pressure/data,quix--pressure-data", "plant/+/é x/#,quix-plant-----x--", "a.B_c-1,quix-a.B_c-1"})
    void table_ofAnInput_hasNoCharactersThatATableCannotHave(String input, String table) {
        ArchiveProperties properties = bound(Map.of("flow.input", input, "flow.param-partition-key", "k"));

        assertThat(properties.all().getFirst().table()).isEqualTo(table);
    }

    @Test
    void bound_wrongKeys_areSaidInOneLine() {
        assertInvalid(
                "flow.input=a/#/b,flow.param-partition-key=k",
                "isobar.archive.flow.input is 'a/#/b'; allowed is a topic filter"
                        + " (# must be the whole of the last level of 'a/#/b')");
        String keys = "the name of a member, or a name, | and a pattern of strftime (";
        assertInvalid(
                "flow.input=a",
                "isobar.archive.flow.param-partition-key is ''; allowed is " + keys
                        + "the name of a key has 1 to 255 characters)");
        assertInvalid(
                "flow.input=a,flow.param-partition-key=k|%Q",
                "isobar.archive.flow.param-partition-key is 'k|%Q'; allowed is " + keys
                        + "%Q is no directive of strftime that is known here)");
        assertInvalid(
                "flow.input=a,flow.param-partition-key=k,flow.param-sort-key=s|",
                "isobar.archive.flow.param-sort-key is 's|'; allowed is " + keys + "a pattern must not be empty)");
        assertInvalid(
                "flow.input=a,flow.param-partition-key=k,flow.param-sort-key=k|%Y",
                "isobar.archive.flow.param-sort-key is 'k|%Y'; allowed is another attribute than the partition key");
    }

    @Test
    void bound_otherWrongOnes_areSaidInOneLine() {
        String flow = "flow.input=a,flow.param-partition-key=k|%Y,flow.";
        assertInvalid(
                flow + "max-retry=-1", "isobar.archive.flow.max-retry is '-1'; allowed is a whole number from 0 on");
        assertInvalid(
                flow + "connections=17",
                "isobar.archive.flow.connections is '17'; allowed is a whole number from 1 to 16");
        assertInvalid(
                flow + "retention=-1s",
                "isobar.archive.flow.retention is 'PT-1S'; allowed is 0, or a duration up to 36500d");
        assertInvalid(
                flow + "retention=36501d",
                "isobar.archive.flow.retention is 'PT876024H'; allowed is 0, or a duration up to 36500d");
        assertInvalid(
                "flow.input=a,flow.param-partition-key=expiresAt,flow.retention=1d",
                "isobar.archive.flow.retention is 'PT24H'; allowed is 0 with a key named expiresAt");
        assertInvalid(
                flow + "table-name=a/b",
                "isobar.archive.flow.table-name is 'a/b'; allowed is the name of a DynamoDB table, 3 to 255 of A-Z a-z 0-9 _ . -");
        assertInvalid(
                flow + "topic-attribute=k", "isobar.archive.flow.topic-attribute is 'k'; allowed is a name of its own");
        assertInvalid(
                flow + "input=$share/g/a",
                "isobar.archive.flow.input is '$share/g/a'; allowed is a topic filter without $share, which"
                        + " isobar.mqtt.share-group puts before it");
        assertInvalid("flows[0].table-name=abc", "isobar.archive.flows[0].input is ''; allowed is a topic filter");
        assertInvalid(
                flow + "table-name=abc,flows[0].input=a,flows[0].table-name=abc,flows[0].param-partition-key=k",
                "isobar.archive.flows[0].input is 'a'; allowed is one flow for each topic filter and table");
    }

    @Test
    void bound_flowsIntoOneTable_haveTheSameKeys() {
        String flows = "flow.input=s/a,flow.param-partition-key=id,flows[0].input=s-a,flows[0].param-partition-key=";
        assertInvalid(
                flows + "other",
                "isobar.archive.flows[0].param-partition-key is 'other'; allowed is the keys of another flow into table"
                        + " quix-s-a: id");
    }

    /** It has no other source, and would be left out without a word. */
    @Test
    void flows_withoutMqtt_areAnError() {
        assertThatThrownBy(() -> new ArchiveConfiguration.FlowsConfiguration(false))
                .isInstanceOf(InvalidSetting.class)
                .hasMessage("isobar.mqtt.enabled is 'false'; allowed is true with isobar.archive.flow.input set");
    }

    /** As compose files set what they were not told. */
    @Test
    void bound_emptyMaxRetry_isTheDefault() {
        ArchiveProperties properties =
                bound(Map.of("flow.input", "a", "flow.param-partition-key", "k", "flow.max-retry", ""));

        assertThat(properties.all().getFirst().maxRetry()).isEqualTo(5);
    }

    private static void assertInvalid(String settings, String line) {
        Map<String, String> all = new HashMap<>();
        for (String each : settings.split(",")) {
            String[] setting = each.split("=", 2);
            all.put(setting[0], setting[1]);
        }
        assertThatThrownBy(() -> bound(all))
                .rootCause()
                .isInstanceOf(InvalidSetting.class)
                .hasMessage(line);
    }

    private static ArchiveProperties bound(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("", ArchiveProperties.class);
    }
}
