package io.isobar.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class InternerTest {

    @Test
    void shared_equalValue_isTheFirstOne() {
        Interner<String> interner = new Interner<>(16);
        String first = copy("Acme");

        assertThat(interner.shared(first)).isSameAs(first);
        assertThat(interner.shared(copy("Acme"))).isSameAs(first);
    }

    @Test
    void shared_moreValuesThanSlots_areThemselvesAllTheSame() {
        Interner<String> interner = new Interner<>(16);

        for (int i = 0; i < 10_000; i++) {
            assertThat(interner.shared("value " + i)).isEqualTo("value " + i);
        }
    }

    @Test
    void shared_anotherOneOfTheSameSlot_takesItsPlace() {
        Interner<String> one = new Interner<>(1);
        String first = copy("Acme");
        one.shared(first);

        one.shared("Other");

        assertThat(one.shared(copy("Acme"))).isNotSameAs(first);
    }

    @Test
    void new_slotsThatAreNoPowerOfTwo_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Interner<>(1000));
    }

    @SuppressWarnings("StringOperationCanBeSimplified")
    private static String copy(String text) {
        return new String(text);
    }
}
