package io.isobar.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
}
