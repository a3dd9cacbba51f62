package io.isobar.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {

    private record Settings(String name, Secret password) {}

    @Test
    void toString_value_isStars() {
        assertThat(new Secret("hunter2")).hasToString("***");
        assertThat(new Settings("pressure", new Secret("hunter2")).toString())
                .contains("pressure")
                .doesNotContain("hunter2");
    }

    @Test
    void toString_lengthOfTheValue_isNotShown() {
        assertThat(new Secret("a")).hasToString(new Secret("a longer one").toString());
    }

    @Test
    void isEmpty_noValue_isTrue() {
        assertThat(new Secret("").isEmpty()).isTrue();
        assertThat(new Secret(" ").isEmpty()).isFalse();
        assertThat(new Secret("")).hasToString("");
    }

    @Test
    void value_isWhatWasGiven() {
        assertThat(new Secret("hunter2").value()).isEqualTo("hunter2");
    }
}
