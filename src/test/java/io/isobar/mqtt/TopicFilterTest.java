package io.isobar.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicFilterTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/pressure/data",
                "pressure/data",
                "pressure/data/",
                "/",
                "//",
                "#",
                "+",
                "+/+",
                "/+",
                "/#",
                "/pressure/+/data/#",
                " ",
                "with space/é😀",
                "$SYS/#",
            })
    void filter_valid_isKeptAsItIs(String text) {
        TopicFilter filter = new TopicFilter(text);

        assertThat(filter.text()).isEqualTo(text);
        assertThat(filter).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pressure#",
                "/pressure/data#",
                "#/data",
                "/#/data",
                "##",
                "pressure+",
                "/pressure/+data",
                "++",
                "a\0b",
            })
    void filter_invalid_isRefused(String text) {
        assertThatThrownBy(() -> new TopicFilter(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void filter_leadingSlash_isALevelOfItsOwn() {
        assertThat(new TopicFilter("/pressure/data")).isNotEqualTo(new TopicFilter("pressure/data"));
    }

    @Test
    void filter_65535Bytes_isTheLongest() {
        String longest = "é".repeat(32_767) + "a";

        assertThat(new TopicFilter(longest).text()).isEqualTo(longest);
        assertThatThrownBy(() -> new TopicFilter(longest + "a")).hasMessageContaining("65535");
    }

    @Test
    void shared_leadingSlash_isKept() {
        assertThat(new TopicFilter("/pressure/data").shared("group")).hasToString("$share/group//pressure/data");
        assertThat(new TopicFilter("pressure/data").shared("group")).hasToString("$share/group/pressure/data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "/", "+", "a+", "#", "a#"})
    void shared_invalidGroup_isRefused(String group) {
        TopicFilter filter = new TopicFilter("/pressure/data");

        assertThatThrownBy(() -> filter.shared(group)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "/pressure/data, /pressure/data, true",
        "/pressure/data, pressure/data, false",
        "/pressure/data, /pressure/data/, false",
        "/pressure/data, /pressure/dat, false",
        "/pressure/dat, /pressure/data, false",
        "/pressure/+, /pressure/data, true",
        "/pressure/+, /pressure/, true",
        "/pressure/+, /pressure, false",
        "/pressure/+, /pressure/data/more, false",
        "+, data, true",
        "+, /data, false",
        "+/+, /data, true",
        "/+, /data, true",
        "#, /pressure/data, true",
        "#, /, true",
        "/pressure/#, /pressure, true",
        "/pressure/#, /pressure/, true",
        "/pressure/#, /pressure/data/more, true",
        "/pressure/#, /pressures, false",
        "+/#, data, true",
        "#, $SYS/broker, false",
        "+/broker, $SYS/broker, false",
        "$SYS/#, $SYS/broker, true",
        "$SYS/+, $SYS/broker, true",
        "a/#, a/$b, true",
        "a/+, a/$b, true",
    })
    void matches_byTheRulesOfMqtt(String filter, String topic, boolean matches) {
        assertThat(new TopicFilter(filter).matches(topic)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "a/b, a/b, true",
        "a/+, a/b, true",
        "a/b, a/+, false",
        "a/#, a, true",
        "a/#, a/+/c/#, true",
        "a/+, a/#, false",
        "a/+/#, a/#, false",
        "+/#, #, true",
        "#, +/#, true",
        "/+/#, /#, true",
        "#, $SYS/a, false",
        "+/a, $SYS/a, false",
        "$SYS/#, $SYS/a, true",
    })
    void covers_everyTopicOfTheOther(String filter, String other, boolean covers) {
        assertThat(new TopicFilter(filter).covers(new TopicFilter(other))).isEqualTo(covers);
    }

    @ParameterizedTest
    @CsvSource({
        "a/b, a/b, true",
        "a/+, +/b, true",
        "a/+, a/b/c, false",
        "a/#, a, true",
        "a/#, +/b/c, true",
        "a/#, b/#, false",
        "a/b/#, a/+, true",
        "/#, +, false",
        "#, $SYS/a, false",
        "+/a, $SYS/+, false",
        "$SYS/#, +/a, false",
    })
    void overlaps_someTopicIsOfBoth(String filter, String other, boolean overlaps) {
        assertThat(new TopicFilter(filter).overlaps(new TopicFilter(other))).isEqualTo(overlaps);
        assertThat(new TopicFilter(other).overlaps(new TopicFilter(filter))).isEqualTo(overlaps);
    }

    /** All filters of up to three levels, each with each other, by all topics of up to five. */
    @Test
    void coversAndOverlaps_ofAllSmallFilters_areWhatTheirTopicsSay() {
        List<String> topics = paths(List.of("", "a", "b", "$a"), 5);
        Map<TopicFilter, BitSet> matched = new HashMap<>();
        for (String text : paths(List.of("", "a", "$a", "+", "#"), 3)) {
            if (text.contains("#/")) continue;
            TopicFilter filter = new TopicFilter(text);
            matched.put(filter, topicsOf(filter, topics));
        }

        matched.forEach((one, hisTopics) -> matched.forEach((other, itsTopics) -> {
            BitSet left = (BitSet) itsTopics.clone();
            left.andNot(hisTopics);
            assertThat(one.covers(other)).as("%s covers %s", one, other).isEqualTo(left.isEmpty());
            assertThat(one.overlaps(other)).as("%s overlaps %s", one, other).isEqualTo(hisTopics.intersects(itsTopics));
        }));
    }

    /** By a regular expression, the slow way to say the same. */
    private static BitSet topicsOf(TopicFilter filter, List<String> topics) {
        boolean wildcardFirst = filter.text().matches("[+#].*");
        Pattern pattern = Pattern.compile(
                ("/" + filter).replace("$", "\\$").replace("/#", "(/.*)?").replace("/+", "/[^/]*"));
        BitSet matched = new BitSet();
        for (int i = 0; i < topics.size(); i++) {
            boolean matches = !(wildcardFirst && topics.get(i).startsWith("$"))
                    && pattern.matcher("/" + topics.get(i)).matches();
            assertThat(filter.matches(topics.get(i)))
                    .as("%s matches %s", filter, topics.get(i))
                    .isEqualTo(matches);
            matched.set(i, matches);
        }
        return matched;
    }

    /** All sequences of these levels, but for the empty text, which is no topic. */
    private static List<String> paths(List<String> levels, int most) {
        List<String> all = new ArrayList<>();
        List<String> longest = levels;
        for (int length = 1; length <= most; length++) {
            all.addAll(longest);
            longest = longest.stream()
                    .flatMap(path -> levels.stream().map(level -> path + "/" + level))
                    .toList();
        }
        all.remove("");
        return all;
    }
}
